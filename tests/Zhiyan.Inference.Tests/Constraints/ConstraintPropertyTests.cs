using System.Text;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Constraints.Grammars;
using Zhiyan.Inference.Constraints.Grammars.Gbnf;

namespace Zhiyan.Inference.Tests.Constraints;

public sealed class ConstraintPropertyTests
{
    private const int GrammarsPerSeed = 60;

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void A_text_is_complete_exactly_where_the_definition_says_so(int seed)
    {
        var random = new Random(seed);
        var accepted = 0;

        foreach (var (grammar, constraint) in Compiled(random, ConstraintVocabularies.Bytes))
        {
            for (var trial = 0; trial < 60; trial++)
            {
                var text = RandomGrammar.Text(random, random.Next(0, 7));
                var isSentence = NaiveRecognizer.Accepts(grammar, text);
                if (isSentence) accepted++;

                Assert.True(ConstraintVocabularies.Bytes.Generates(constraint, text) == isSentence, $"'{text}' of {Text(grammar)}");
            }
        }

        Assert.True(accepted > 100);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void What_is_sampled_at_random_is_a_sentence(int seed)
    {
        var random = new Random(seed);
        var compiler = ConstraintVocabularies.Pieces;
        var ended = 0;

        foreach (var (grammar, constraint) in Compiled(random, compiler))
        {
            for (var trial = 0; trial < 10; trial++)
            {
                if (compiler.Sample(constraint, random, mostTokens: 40) is not { } text) continue;
                ended++;

                Assert.True(NaiveRecognizer.Accepts(grammar, text), $"'{text}' of {Text(grammar)}");
            }
        }

        Assert.True(ended > GrammarsPerSeed);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void The_mask_holds_exactly_the_tokens_whose_bytes_fit(int seed)
    {
        var random = new Random(seed);

        foreach (var (grammar, constraint) in Compiled(random, ConstraintVocabularies.Pieces))
            for (var walk = 0; walk < 4; walk++) WalkAndCompare(grammar, constraint, random, steps: 8);
    }

    /// <summary>Here many states share a mask, which holds for 16 bytes; the vocabulary has longer tokens.</summary>
    [Theory]
    [InlineData("root ::= .{20,90} \"b\"?")]
    [InlineData("root ::= (\"a\" .{0,60} | [^a]{5,70} \"c\"){1,2}")]
    [InlineData("root ::= \"c\" root? \"a\" | text{1,3} \"中\"\ntext ::= [^c]{0,80} \"c\"")]
    public void The_mask_holds_exactly_the_tokens_that_fit_a_count(string gbnf)
    {
        var random = new Random(6);
        var grammar = GbnfParser.Parse(gbnf);
        var constraint = ConstraintVocabularies.Pieces.Compile(grammar);

        for (var walk = 0; walk < 3; walk++) WalkAndCompare(grammar, constraint, random, steps: 25);
    }

    private static void WalkAndCompare(Grammar grammar, CompiledConstraint constraint, Random random, int steps)
    {
        var pieces = ConstraintVocabularies.Pieces;
        var byByte = ConstraintVocabularies.Bytes.Compile(grammar);
        var matcher = constraint.Start();
        var text = new List<byte>();
        for (var step = 0; step < steps; step++)
        {
            var allowed = matcher.AllowedTokens(pieces.Tokenizer.VocabularySize);

            Assert.Equal(Fitting(pieces, byByte, text, matcher.IsComplete), allowed);
            Assert.NotEmpty(allowed);
            var next = allowed[random.Next(allowed.Length)];
            Assert.True(matcher.Accept(next));
            if (pieces.EndTokens.Contains(next)) return;
            text.AddRange(pieces.Tokenizer.BytesOf(next));
        }
    }

    private static List<int> Fitting(ConstraintCompiler pieces, CompiledConstraint byByte, List<byte> text, bool isComplete)
    {
        var fitting = new List<int>();
        for (var token = 0; token < pieces.Tokenizer.VocabularySize; token++)
        {
            if (pieces.EndTokens.Contains(token) ? isComplete : Generation.IsText(pieces, token) && Fits(byByte, [.. text, .. pieces.Tokenizer.BytesOf(token)])) fitting.Add(token);
        }
        return fitting;
    }

    /// <summary>In the vocabulary of single bytes, ids are the bytes.</summary>
    private static bool Fits(CompiledConstraint byByte, byte[] text)
    {
        var matcher = byByte.Start();
        return text.All(value => matcher.Accept(value));
    }

    private static IEnumerable<(Grammar Grammar, CompiledConstraint Constraint)> Compiled(Random random, ConstraintCompiler compiler)
    {
        for (var made = 0; made < GrammarsPerSeed;)
        {
            var grammar = RandomGrammar.Create(random);
            CompiledConstraint constraint;
            try
            {
                constraint = compiler.Compile(grammar);
            }
            catch (ConstraintException error) when (error.Message.StartsWith("no text at all", StringComparison.Ordinal))
            {
                continue;
            }
            made++;
            yield return (grammar, constraint);
        }
    }

    private static string Text(Grammar grammar)
    {
        var text = new StringBuilder();
        foreach (var (name, rule) in grammar.Rules) text.Append(name).Append(" ::= ").Append(Text(rule)).Append("; ");
        return text.ToString();
    }

    private static string Text(Expression expression) => expression switch
    {
        Literal literal => $"\"{literal.Text}\"",
        Characters characters => $"[{string.Join(" ", characters.Ranges)}]",
        Concatenation sequence => $"({string.Join(" ", sequence.Items.Select(Text))})",
        Alternatives alternatives => $"({string.Join(" | ", alternatives.Items.Select(Text))})",
        Repeat repeat => $"{Text(repeat.Item)}{{{repeat.Least},{repeat.Most}}}",
        Reference reference => reference.Rule,
        _ => "?",
    };
}
