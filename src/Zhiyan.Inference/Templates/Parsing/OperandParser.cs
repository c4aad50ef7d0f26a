using System.Globalization;
using System.Numerics;
using System.Text;
using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Parsing;

/// <summary>Literals, names, brackets, and what may follow them: members, subscripts, calls, filters and tests.</summary>
internal sealed class OperandParser(TokenStream tokens, Surroundings around, ExpressionParser expressions)
{
    private const int MaxDigits = 4300;     // Python's own bound on the digits of a literal

    public Expression Primary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                tokens.Next();
                return Named(token.Text);
            case TokenKind.String:
                return Literal();
            case TokenKind.Integer:
                tokens.Next();
                return new Constant(IntegerValue.Of(Number(token)));
            case TokenKind.Float:
                tokens.Next();
                return new Constant(new FloatValue(double.Parse(token.Text.Replace("_", ""), CultureInfo.InvariantCulture)));
        }
        if (tokens.SkipOperator("("))
        {
            var inside = expressions.ParseTuple(inParentheses: true);
            tokens.ExpectOperator(")");
            return inside;
        }
        if (tokens.SkipOperator("[")) return new ListExpression(Sequence("]", expressions.Parse));
        if (tokens.SkipOperator("{")) return new DictExpression(Sequence("}", Pair));
        throw tokens.Expected("an expression");
    }

    public Expression Postfix(Expression expression)
    {
        for (int links = 0; ; tokens.Link(++links))
        {
            if (tokens.SkipOperator(".")) expression = Member(expression);
            else if (tokens.SkipOperator("[")) expression = Subscript(expression);
            else if (tokens.Current.IsOperator("(")) expression = new Invocation(expression, Arguments());
            else return expression;
        }
    }

    public Expression Filters(Expression expression)
    {
        for (int links = 0; ; tokens.Link(++links))
        {
            if (tokens.SkipOperator("|")) expression = Filter(expression);
            else if (tokens.SkipName("is")) expression = Test(expression);
            else if (tokens.Current.IsOperator("(")) expression = new Invocation(expression, Arguments());
            else return expression;
        }
    }

    /// <summary>The filter whose name comes next, applied to <paramref name="subject"/>.</summary>
    public Filter Filter(Expression subject)
    {
        var name = DottedName("the name of a filter");
        var function = Known(Functions.Filters.Find(name), "filter", name);
        return new Filter(subject, name, function, tokens.Current.IsOperator("(") ? Arguments() : ArgumentList.Empty);
    }

    private Expression Test(Expression subject)
    {
        bool negated = tokens.SkipName("not");
        var name = DottedName("the name of a test");
        var function = Known(Tests.Find(name), "test", name);
        var test = new Test(subject, name, function, TestArguments());
        return negated ? new Not(test) : test;
    }

    /// <summary>In parentheses, or one operand without any: <c>x is divisibleby 3</c>.</summary>
    private ArgumentList TestArguments()
    {
        if (tokens.Current.IsOperator("(")) return Arguments();
        bool operand = tokens.Current is { Kind: TokenKind.String or TokenKind.Integer or TokenKind.Float }
            or { Kind: TokenKind.Operator, Text: "[" or "{" } or { Kind: TokenKind.Name, Text: not ("else" or "or" or "and") };
        if (!operand) return ArgumentList.Empty;
        if (tokens.Current.IsName("is")) throw tokens.Error("tests cannot be chained with 'is'");
        return new ArgumentList([Postfix(Primary())], [], null, null);
    }

    private Function? Known(Function? function, string kind, string name)
    {
        if (function is null && !around.IsConditional) around.Unknown.Add(tokens.Error($"there is no {kind} named '{name}'"));
        return function;
    }

    private string DottedName(string what)
    {
        var name = tokens.ExpectAnyName(what);
        while (tokens.SkipOperator(".")) name += "." + tokens.ExpectAnyName(what);
        return name;
    }

    private Expression Named(string name)
    {
        around.Read(name);
        return name switch
        {
            "true" or "True" => new Constant(BooleanValue.True),
            "false" or "False" => new Constant(BooleanValue.False),
            "none" or "None" => new Constant(NoneValue.Instance),
            _ => new Name(name),
        };
    }

    /// <summary>Strings side by side are one string.</summary>
    private Constant Literal()
    {
        var text = tokens.Next().Text;
        if (tokens.Current.Kind != TokenKind.String) return new Constant(new StringValue(text));
        var joined = new StringBuilder(text);
        while (tokens.Current.Kind == TokenKind.String) joined.Append(tokens.Next().Text);
        return new Constant(new StringValue(joined.ToString()));
    }

    private BigInteger Number(Token token)
    {
        var digits = token.Text.Replace("_", "");
        if (digits.Length > MaxDigits) throw tokens.Error($"an integer of more than {MaxDigits} digits");
        var radix = digits.Length > 1 ? (digits[1] | 0x20) switch { 'b' => 2, 'o' => 8, 'x' => 16, _ => 10 } : 10;
        return Templates.Text.Radix.Parse(radix == 10 ? digits : digits[2..], radix)!.Value;
    }

    private List<T> Sequence<T>(string close, Func<T> item)
    {
        var items = new List<T>();
        while (!tokens.SkipOperator(close))
        {
            if (items.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.SkipOperator(close)) break;
            }
            items.Add(item());
        }
        return items;
    }

    private KeyValuePair<Expression, Expression> Pair()
    {
        var key = expressions.Parse();
        tokens.ExpectOperator(":");
        return KeyValuePair.Create(key, expressions.Parse());
    }

    private Expression Member(Expression owner)
    {
        if (tokens.Current.Kind == TokenKind.Name) return new Member(owner, new StringValue(tokens.Next().Text));
        if (tokens.Current.Kind == TokenKind.Integer) return new Subscript(owner, new Constant(IntegerValue.Of(Number(tokens.Next()))));
        throw tokens.Expected("a name or number after '.'");
    }

    private Expression Subscript(Expression owner)
    {
        if (tokens.Current.IsOperator(":")) return Slice(owner, null);
        var key = expressions.Parse();
        if (tokens.Current.IsOperator(":")) return Slice(owner, key);
        if (tokens.SkipOperator("]")) return new Subscript(owner, key);
        var keys = new List<Expression> { key };
        while (!tokens.SkipOperator("]"))
        {
            tokens.ExpectOperator(",");
            keys.Add(expressions.Parse());
        }
        return new Subscript(owner, new TupleExpression(keys));
    }

    private Slice Slice(Expression owner, Expression? start)
    {
        tokens.ExpectOperator(":");
        var stop = Bound();
        var step = tokens.SkipOperator(":") ? Bound() : null;
        tokens.ExpectOperator("]");
        return new Slice(owner, start, stop, step);

        Expression? Bound() => tokens.Current.IsOperator(":") || tokens.Current.IsOperator("]") ? null : expressions.Parse();
    }

    private ArgumentList Arguments()
    {
        tokens.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<KeyValuePair<string, Expression>>();
        Expression? unpacked = null, unpackedNamed = null;
        for (bool first = true; !tokens.SkipOperator(")"); first = false)
        {
            if (!first)
            {
                tokens.ExpectOperator(",");
                if (tokens.SkipOperator(")")) break;
            }
            if (tokens.SkipOperator("*"))
            {
                if (unpacked is not null || unpackedNamed is not null) throw tokens.Error("a second '*' or one after '**' in a call");
                unpacked = expressions.Parse();
            }
            else if (tokens.SkipOperator("**"))
            {
                if (unpackedNamed is not null) throw tokens.Error("a second '**' in a call");
                unpackedNamed = expressions.Parse();
            }
            else if (tokens.Current.Kind == TokenKind.Name && tokens.Ahead.IsOperator("="))
            {
                var name = tokens.Next().Text;
                tokens.Next();
                if (unpackedNamed is not null || named.Any(argument => argument.Key == name))
                    throw tokens.Error($"argument '{name}' is repeated or stands after '**'");
                named.Add(KeyValuePair.Create(name, expressions.Parse()));
            }
            else
            {
                if (unpacked is not null || unpackedNamed is not null || named.Count > 0)
                    throw tokens.Error("an argument by position after one by name");
                positional.Add(expressions.Parse());
            }
        }
        return new ArgumentList(positional, named, unpacked, unpackedNamed);
    }
}
