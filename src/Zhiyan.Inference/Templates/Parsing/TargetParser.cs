using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Statements;

namespace Zhiyan.Inference.Templates.Parsing;

/// <summary>What stands on the left of an assignment or after <c>for</c>.</summary>
internal sealed class TargetParser(TokenStream tokens)
{
    /// <summary>A target, or several with commas between them, up to '=', the end of the tag or the given name.</summary>
    public Target Parse(string? endName = null)
    {
        var items = new List<Target> { ParseOne() };
        bool isTuple = false;
        while (tokens.SkipOperator(","))
        {
            isTuple = true;
            if (tokens.Current is { Kind: TokenKind.BlockEnd } or { Kind: TokenKind.Operator, Text: "=" or ")" }) break;
            if (endName is not null && tokens.Current.IsName(endName)) break;
            items.Add(ParseOne());
        }
        return isTuple ? new TupleTarget(items) : items[0];
    }

    public Target ParseOne()
    {
        if (tokens.SkipOperator("("))
        {
            tokens.Enter();
            var inside = Parse();
            tokens.Leave();
            tokens.ExpectOperator(")");
            return inside;
        }
        var name = ParseName();
        return tokens.SkipOperator(".")
            ? new NamespaceTarget(new Name(name), tokens.ExpectAnyName("a name after '.'"))
            : new NameTarget(name);
    }

    public string ParseName()
    {
        var name = tokens.ExpectAnyName("a name to assign to");
        return name is "true" or "True" or "false" or "False" or "none" or "None"
            ? throw tokens.Error($"'{name}' cannot be assigned to")
            : name;
    }
}
