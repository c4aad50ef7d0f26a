using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>Rules for any JSON value, written into a grammar when they are first needed.</summary>
internal static class JsonText
{
    public static Regular Number { get; } = new(Decimals.Json);

    public static Regular Integer { get; } = new(Decimals.Whole);

    public static Expression Value(Dictionary<string, Expression> rules) => Rule(rules, "json", () => new Alternatives(
        [Object(rules), Array(rules), JsonStrings.Any, Number, new Literal("true"), new Literal("false"), new Literal("null")]));

    public static Expression Array(Dictionary<string, Expression> rules) =>
        Rule(rules, "json array", () => new Concatenation([new Literal("["), List(Value(rules)), new Literal("]")]));

    public static Expression Object(Dictionary<string, Expression> rules) => Rule(rules, "json object", () => new Concatenation(
        [new Literal("{"), List(new Concatenation([JsonStrings.Any, GrammarWriter.Colon, Value(rules)])), new Literal("}")]));

    private static Expression List(Expression item) =>
        new Repeat(new Concatenation([item, new Repeat(new Concatenation([GrammarWriter.Comma, item]), 0, null)]), 0, 1);

    private static Expression Rule(Dictionary<string, Expression> rules, string name, Func<Expression> write)
    {
        if (rules.TryAdd(name, GrammarWriter.Impossible)) rules[name] = write();
        return new Reference(name);
    }
}
