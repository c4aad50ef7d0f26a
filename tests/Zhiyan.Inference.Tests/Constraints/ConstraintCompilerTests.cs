using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;

namespace Zhiyan.Inference.Tests.Constraints;

public sealed class ConstraintCompilerTests
{
    private static readonly ConstraintCompiler compiler = ConstraintVocabularies.Bytes;

    [Fact]
    public void The_same_constraint_is_compiled_once_while_it_is_remembered()
    {
        var own = ConstraintVocabularies.For(compiler.Tokenizer);
        CompiledConstraint Schema() => own.Compile(new JsonSchemaConstraint(JsonNode.Parse("""{"enum": [1, "a"]}""")!));
        var first = Schema();

        Assert.Same(first, Schema());
        foreach (var index in Enumerable.Range(0, 50)) own.Compile(new ChoiceConstraint([$"choice {index}"]));

        Assert.NotSame(first, Schema());
    }

    [Fact]
    public void Constraints_that_say_different_things_are_not_taken_for_one_another()
    {
        var choice = compiler.Compile(new ChoiceConstraint(["a", "b"]));
        var other = compiler.Compile(new ChoiceConstraint(["a\",\"b"]));
        var regex = compiler.Compile(new RegexConstraint("a|b"));
        var gbnf = compiler.Compile(new GbnfConstraint("root ::= \"a\" | \"b\""));

        Assert.Equal(4, new HashSet<CompiledConstraint> { choice, other, regex, gbnf }.Count);
        Assert.True(compiler.Generates(other, "a\",\"b"));
        Assert.False(compiler.Generates(choice, "a\",\"b"));
    }

    [Fact]
    public void A_choice_is_one_of_the_texts_and_nothing_else()
    {
        var constraint = compiler.Compile(new ChoiceConstraint(["yes", "yes, but", "不", "yes"]));

        Assert.All(["yes", "yes, but", "不"], text => Assert.True(compiler.Generates(constraint, text)));
        Assert.All(["", "no", "yes,", "yes, but not", "yesyes"], text => Assert.False(compiler.Generates(constraint, text)));
        Assert.Throws<ConstraintException>(() => compiler.Compile(new ChoiceConstraint([])));
    }

    [Fact]
    public void Any_object_is_an_object_and_nothing_else()
    {
        var constraint = compiler.Compile(new JsonObjectConstraint());

        Assert.All(["{}", """{"a":1}""", """{"a": [1, {"b": null}, "中\n"], "c": -2.5e+3}"""], text => Assert.True(compiler.Generates(constraint, text)));
        Assert.All(["", "[]", "1", "\"a\"", """{"a":}""", """{"a":1,}""", "{}{}"], text => Assert.False(compiler.Generates(constraint, text)));
    }

    [Fact]
    public void A_model_cannot_write_blanks_for_ever()
    {
        var matcher = compiler.Compile(new JsonObjectConstraint()).Start();
        foreach (var next in "{\"a\":") Assert.True(matcher.Accept(next));

        var blanks = 0;
        while (blanks < 1000 && (matcher.Accept(' ') || matcher.Accept('\n'))) blanks++;

        Assert.InRange(blanks, 0, 32);
    }

    [Fact]
    public void What_a_regular_expression_cannot_honour_is_refused()
    {
        Assert.Throws<ConstraintException>(() => compiler.Compile(new RegexConstraint("(a)\\1")));
    }
}
