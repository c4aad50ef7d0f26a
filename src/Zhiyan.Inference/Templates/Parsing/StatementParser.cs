using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Statements;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Parsing;

/// <summary>Text, prints and block tags.</summary>
internal sealed class StatementParser
{
    private readonly TokenStream tokens;
    private readonly Surroundings around = new();
    private readonly ExpressionParser expressions;
    private readonly TargetParser targets;
    private readonly Dictionary<string, Body> blocks = [];

    private StatementParser(TokenStream tokens)
    {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens, around);
        targets = new TargetParser(tokens);
    }

    /// <summary>The whole template, and its named blocks.</summary>
    public static (Body Body, IReadOnlyDictionary<string, Body> Blocks) Parse(string template)
    {
        var parser = new StatementParser(new TokenStream(Lexer.Read(template)));
        var body = parser.Until("the end of the template");
        if (parser.around.Unknown is [var first, ..]) throw first;
        return (body, parser.blocks);
    }

    /// <summary>
    /// Everything up to a tag of one of the names, which is left to be read; up to the end of the template where there are none.
    /// </summary>
    private Body Until(string opener, params string[] ends)
    {
        var statements = new List<Statement>();
        int line = tokens.Line;
        tokens.Enter();
        while (tokens.Current.Kind != TokenKind.End)
        {
            var token = tokens.Next();
            if (token.Kind == TokenKind.Data) statements.Add(new Literal(token.Line, new StringValue(token.Text)));
            else if (token.Kind == TokenKind.VariableBegin) statements.Add(ReadPrint(token.Line));
            else if (Array.IndexOf(ends, tokens.Current.Text) >= 0 && tokens.Current.Kind == TokenKind.Name)
            {
                tokens.Leave();
                return new Body(statements);
            }
            else if (ReadTag(token.Line, ends) is { } statement) statements.Add(statement);
        }
        if (ends.Length > 0) throw tokens.Error($"the '{opener}' of line {line} is not closed: expected '{string.Join("' or '", ends)}'");
        tokens.Leave();
        return new Body(statements);
    }

    /// <summary>The body of a tag whose own end has just been read, up to its end tag.</summary>
    private Body Inside(string opener, string end)
    {
        OpenBody();
        var body = Until(opener, end);
        tokens.Next();
        tokens.EndBlock();
        return body;
    }

    private void OpenBody()
    {
        tokens.SkipOperator(":");       // tolerated for the sake of Python's habits
        tokens.EndBlock();
    }

    private Print ReadPrint(int line)
    {
        var expression = expressions.ParseTuple();
        tokens.Expect(TokenKind.VariableEnd, "'}}'");
        return new Print(line, expression);
    }

    private Statement ReadTag(int line, string[] ends)
    {
        var name = tokens.ExpectAnyName("the name of a tag");
        switch (name)
        {
            case "if": return ReadIf(line);
            case "for": return ReadFor(line);
            case "set": return ReadSet(line);
            case "macro": return ReadMacro(line);
            case "call": return ReadCall(line);
            case "filter": return ReadFilter(line);
            case "with": return ReadWith(line);
            case "block": return ReadBlock(line);
            case "generation":
                var written = around.Within(isConditional: false, isLoop: false, () => Inside(name, "endgeneration"));
                return new Group(line, SeesOuter: true, written);
            case "print":
                var printed = new Print(line, expressions.ParseTuple());
                tokens.EndBlock();
                return printed;
            case "break" or "continue":
                if (!around.IsLoop) throw tokens.Error($"'{name}' stands outside a loop");
                tokens.EndBlock();
                return new LoopControl(line, name == "break" ? Flow.Break : Flow.Continue);
            case "include" or "import" or "from" or "extends":
                throw tokens.Error($"'{name}' needs other templates, and a chat template stands alone");
            default:
                throw tokens.Error($"unknown tag '{name}'" + (ends.Length > 0 ? $", expected '{string.Join("' or '", ends)}'" : ""));
        }
    }

    private If ReadIf(int line) => around.Within(isConditional: true, around.IsLoop, () =>
    {
        var branches = new List<(Expression, Body)>();
        string next;
        do
        {
            var test = expressions.ParseTuple(allowsConditional: false);
            OpenBody();
            branches.Add((test, Until("if", "elif", "else", "endif")));
            next = tokens.Next().Text;
        }
        while (next == "elif");
        if (next == "else") return new If(line, branches, Inside("else", "endif"));
        tokens.EndBlock();
        return new If(line, branches, Body.Empty);
    });

    private For ReadFor(int line)
    {
        var target = targets.Parse("in");
        tokens.ExpectName("in");
        var items = expressions.ParseTuple(allowsConditional: false, endName: "recursive");
        return around.Within(isConditional: false, isLoop: true, () =>
        {
            var filter = tokens.SkipName("if") ? expressions.Parse() : null;
            bool recursive = tokens.SkipName("recursive");
            OpenBody();
            var body = Until("for", "endfor", "else");
            if (tokens.Next().Text == "else") return new For(line, target, items, filter, recursive, body, Inside("else", "endfor"));
            tokens.EndBlock();
            return new For(line, target, items, filter, recursive, body, Body.Empty);
        });
    }

    private Statement ReadSet(int line)
    {
        var target = targets.Parse();
        if (tokens.SkipOperator("="))
        {
            var value = expressions.ParseTuple();
            tokens.EndBlock();
            return new Set(line, target, value);
        }
        return around.Within(isConditional: false, around.IsLoop, () =>
        {
            Expression filtered = new Captured();
            while (tokens.SkipOperator("|")) filtered = expressions.Operands.Filter(filtered);
            return new SetBlock(line, target, filtered, Inside("set", "endset"));
        });
    }

    private FilterBlock ReadFilter(int line) => around.Within(isConditional: false, around.IsLoop, () =>
    {
        var filtered = expressions.Operands.Filter(new Captured());
        while (tokens.SkipOperator("|")) filtered = expressions.Operands.Filter(filtered);
        return new FilterBlock(line, filtered, Inside("filter", "endfilter"));
    });

    private With ReadWith(int line)
    {
        var assignments = new List<(Target, Expression)>();
        while (tokens.Current.Kind != TokenKind.BlockEnd && !tokens.Current.IsOperator(":"))
        {
            if (assignments.Count > 0) tokens.ExpectOperator(",");
            var target = targets.ParseOne();
            tokens.ExpectOperator("=");
            assignments.Add((target, expressions.Parse()));
        }
        return new With(line, assignments, around.Within(isConditional: false, around.IsLoop, () => Inside("with", "endwith")));
    }

    private Group ReadBlock(int line)
    {
        var name = tokens.ExpectAnyName("the name of the block");
        bool scoped = tokens.SkipName("scoped");
        tokens.SkipName("required");
        var body = around.Within(isConditional: false, isLoop: false, () =>
        {
            OpenBody();
            var inside = Until("block", "endblock");
            tokens.Next();
            tokens.SkipName(name);
            tokens.EndBlock();
            return inside;
        });
        if (!blocks.TryAdd(name, body)) throw tokens.Error($"block '{name}' is defined twice");
        return new Group(line, scoped, body);
    }

    private Macro ReadMacro(int line)
    {
        var name = targets.ParseName();
        tokens.ExpectOperator("(");
        var (parameters, defaults) = ReadSignature();
        var (body, reads) = around.Macro(() => Inside("macro", "endmacro"));
        return new Macro(line, name, parameters, defaults, body, reads);
    }

    private CallBlock ReadCall(int line)
    {
        var (parameters, defaults) = tokens.SkipOperator("(") ? ReadSignature() : ([], []);
        if (expressions.Parse() is not Invocation invocation) throw tokens.Error("expected a call");
        var (body, reads) = around.Macro(() => Inside("call", "endcall"));
        return new CallBlock(line, invocation, new Macro(line, "caller", parameters, defaults, body, reads));
    }

    private (List<string> Parameters, List<Expression> Defaults) ReadSignature()
    {
        var (parameters, defaults) = (new List<string>(), new List<Expression>());
        while (!tokens.SkipOperator(")"))
        {
            if (parameters.Count > 0) tokens.ExpectOperator(",");
            var name = targets.ParseName();
            if (parameters.Contains(name)) throw tokens.Error($"parameter '{name}' is repeated");
            parameters.Add(name);
            if (tokens.SkipOperator("=")) defaults.Add(expressions.Parse());
            else if (defaults.Count > 0) throw tokens.Error($"parameter '{name}' needs a default, since one before it has one");
        }
        return (parameters, defaults);
    }
}
