using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Constraints.Grammars;
using Zhiyan.Inference.Constraints.Grammars.Gbnf;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Constraints.Grammars.Gbnf;

public sealed class GbnfParserTests
{
    public static TheoryData<string> RefusedFiles => [.. Fixtures.Files("grammar", "gbnf-refuse.jsonl").DefaultIfEmpty("")];

    [Theory, MemberData(nameof(RefusedFiles)), Trait("Category", "Golden")]
    public void Every_bad_grammar_is_refused_with_its_place(string file)
    {
        if (file == "") Assert.Skip("no fixture folder holds grammars");
        var cases = File.ReadLines(file).Select(line => JsonNode.Parse(line)!).ToList();

        foreach (var each in cases)
        {
            var error = Assert.Throws<ConstraintException>(() => GbnfParser.Parse((string)each["grammar"]!));

            Assert.Matches(@"^grammar, line \d+, column \d+: ", error.Message);
        }
    }

    [Theory]
    [InlineData("root ::= \"a\"\nb ::= [z-a]", "grammar, line 2, column 8: the range z-a runs backwards.")]
    [InlineData("root ::= \"a\"\n| \"b\"", "grammar, line 2, column 1: expected the name of a rule, found '|'; end the line before with |, or put the alternatives into parentheses.")]
    [InlineData("root ::= a \"x\"\na ::= b\nb ::= root?", "grammar, line 1, column 1: the rule root is left-recursive (root → a → b → root); put a character before the recursion.")]
    [InlineData("root ::= []", "grammar, line 1, column 10: the character class is empty.")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "grammar, line 2, column 1: the rule root is defined twice.")]
    [InlineData("root ::= \"a\"{99999999999}", "grammar, line 1, column 14: 99999999999 is too large a number.")]
    [InlineData("root ::= \"a\"{1,2", "grammar, line 1, column 17: expected } after the counts of a repetition, found the end.")]
    [InlineData("root ::= \"中\\uD800\"", "grammar, line 1, column 12: U+D800 is no character.")]
    [InlineData("root ::= <think", "grammar, line 1, column 10: the name of a token is not closed.")]
    public void An_error_says_where_and_what(string grammar, string message)
    {
        var error = Assert.Throws<ConstraintException>(() => GbnfParser.Parse(grammar));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Groups_and_repetitions_nest_only_so_deep()
    {
        var groups = new string('(', 100_000);
        var repetitions = new string('*', 100_000);

        Assert.Throws<ConstraintException>(() => GbnfParser.Parse($"root ::= {groups}"));
        Assert.Throws<ConstraintException>(() => GbnfParser.Parse($"root ::= \"a\"{repetitions}"));
    }

    [Fact]
    public void Tokens_are_named_by_spelling_or_id_and_may_be_negated()
    {
        var grammar = GbnfParser.Parse("root ::= <think> !</think>* <[1000]>");

        var items = Assert.IsType<Concatenation>(grammar.Rules["root"]).Items;
        Assert.Equal([new Token("think"), new Repeat(new Token("/think", IsNegated: true), 0, null), new Token("[1000]")], items);
    }
}
