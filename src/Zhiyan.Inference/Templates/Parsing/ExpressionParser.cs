using Zhiyan.Inference.Templates.Expressions;

namespace Zhiyan.Inference.Templates.Parsing;

/// <summary>
/// Operators by rank, loosest first: if-else, or, and, not, comparisons, + and −, ~, * / // %, **, signs. As in Jinja, ~ binds between + and *, a sign binds
/// tighter than ** and than a filter, and ** groups from the left.
/// </summary>
internal sealed class ExpressionParser
{
    private static readonly string[][] Ranks = [["+", "-"], ["~"], ["*", "/", "//", "%"], ["**"]];
    private readonly TokenStream tokens;
    private readonly Surroundings around;
    private readonly OperandParser operands;

    public ExpressionParser(TokenStream tokens, Surroundings around)
    {
        this.tokens = tokens;
        this.around = around;
        operands = new OperandParser(tokens, around, this);
    }

    public OperandParser Operands => operands;

    public Expression Parse()
    {
        tokens.Enter();
        var expression = Conditional();
        tokens.Leave();
        return expression;
    }

    /// <summary>An expression, or a tuple where a comma follows.</summary>
    /// <param name="allowsConditional">Whether the elements may be if-else expressions.</param>
    /// <param name="inParentheses">Whether an empty tuple may stand here.</param>
    /// <param name="endName">A name that ends the tuple after a comma.</param>
    public Expression ParseTuple(bool allowsConditional = true, bool inParentheses = false, string? endName = null)
    {
        var items = new List<Expression>();
        bool isTuple = false;
        while (!IsTupleEnd(endName))
        {
            items.Add(allowsConditional ? Parse() : ParseUnconditional());
            if (!tokens.SkipOperator(",")) break;
            isTuple = true;
        }
        if (!isTuple && items.Count == 1) return items[0];
        if (items.Count == 0 && !inParentheses) throw tokens.Expected("an expression");
        return new TupleExpression(items);
    }

    public Expression ParseUnconditional()
    {
        tokens.Enter();
        var expression = Or();
        tokens.Leave();
        return expression;
    }

    private bool IsTupleEnd(string? endName) =>
        tokens.Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd || tokens.Current.IsOperator(")")
        || (endName is not null && tokens.Current.IsName(endName));

    private Expression Conditional()
    {
        int unknown = around.Unknown.Count;
        var expression = Or();
        while (tokens.SkipName("if"))
        {
            var test = Or();
            var otherwise = tokens.SkipName("else") ? Parse() : null;
            expression = new Conditional(test, expression, otherwise);
            around.Unknown.RemoveRange(unknown, around.Unknown.Count - unknown);
        }
        return expression;
    }

    private Expression Or() => Choice("or", isOr: true, And);

    private Expression And() => Choice("and", isOr: false, Not);

    private Expression Choice(string name, bool isOr, Func<Expression> operand)
    {
        var first = operand();
        if (!tokens.Current.IsName(name)) return first;
        var all = new List<Expression> { first };
        while (tokens.SkipName(name)) all.Add(operand());
        return new Choice(isOr, all);
    }

    private Expression Not()
    {
        int count = 0;
        while (tokens.SkipName("not")) count++;
        var expression = Comparison();
        if (count == 0) return expression;
        return count % 2 == 1 ? new Not(expression) : new Not(new Not(expression));
    }

    private Expression Comparison()
    {
        var first = Binary(0);
        var rest = new List<(string, Expression)>();
        while (ComparisonSymbol() is { } symbol) rest.Add((symbol, Binary(0)));
        return rest.Count == 0 ? first : new Comparison(first, rest);
    }

    private string? ComparisonSymbol()
    {
        if (tokens.Current is { Kind: TokenKind.Operator, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" }) return tokens.Next().Text;
        if (tokens.SkipName("in")) return "in";
        if (!tokens.Current.IsName("not") || !tokens.Ahead.IsName("in")) return null;
        tokens.Next();
        tokens.Next();
        return "not in";
    }

    private Expression Binary(int rank)
    {
        if (rank == Ranks.Length) return Unary();
        var first = Binary(rank + 1);
        var rest = new List<(string Symbol, Expression Operand)>();
        while (tokens.Current.Kind == TokenKind.Operator && Ranks[rank].Contains(tokens.Current.Text))
            rest.Add((tokens.Next().Text, Binary(rank + 1)));
        if (rest.Count == 0) return first;
        return rest[0].Symbol == "~" ? new Concatenation([first, .. rest.Select(part => part.Operand)]) : new Calculation(first, rest);
    }

    private Expression Unary(bool withFilter = true)
    {
        tokens.Enter();
        bool negative = tokens.Current.IsOperator("-");
        Expression expression;
        if (negative || tokens.Current.IsOperator("+"))
        {
            tokens.Next();
            expression = new Sign(negative, Unary(withFilter: false));
        }
        else expression = operands.Primary();
        expression = operands.Postfix(expression);
        if (withFilter) expression = operands.Filters(expression);
        tokens.Leave();
        return expression;
    }
}
