using Zhiyan.Inference.Templates.Running;

namespace Zhiyan.Inference.Templates.Parsing;

/// <summary>A place in the tokens of a template, and how deep the parser has gone to get there.</summary>
internal sealed class TokenStream(List<Token> tokens)
{
    private const int MaxNesting = 200, MaxLinks = 1000;
    private int at, depth;

    public Token Current => tokens[at];

    public Token Ahead => tokens[Math.Min(at + 1, tokens.Count - 1)];

    public int Line => Current.Line;

    public Token Next()
    {
        var token = tokens[at];
        if (at < tokens.Count - 1) at++;
        return token;
    }

    public bool SkipOperator(string symbol)
    {
        if (!Current.IsOperator(symbol)) return false;
        Next();
        return true;
    }

    public bool SkipName(string name)
    {
        if (!Current.IsName(name)) return false;
        Next();
        return true;
    }

    public void ExpectOperator(string symbol)
    {
        if (!SkipOperator(symbol)) throw Expected($"'{symbol}'");
    }

    public void ExpectName(string name)
    {
        if (!SkipName(name)) throw Expected($"'{name}'");
    }

    public void Expect(TokenKind kind, string what)
    {
        if (Current.Kind != kind) throw Expected(what);
        Next();
    }

    public string ExpectAnyName(string what) => Current.Kind == TokenKind.Name ? Next().Text : throw Expected(what);

    public void EndBlock() => Expect(TokenKind.BlockEnd, "'%}'");

    public TemplateException Expected(string what) => Error($"expected {what}, got {Current.Description}");

    public TemplateException Error(string reason) => new(TemplateErrorKind.Syntax, reason, Line);

    /// <summary>Enters one level of nesting; leave it again.</summary>
    public void Enter()
    {
        if (++depth > MaxNesting)
            throw new TemplateException(TemplateErrorKind.Limit, $"the template is nested more than {MaxNesting} deep", Line);
        NativeStack.Ensure();
    }

    public void Leave() => depth--;

    /// <summary>Checks the length of a chain of members, calls or filters, each of which is one level deeper to evaluate.</summary>
    public void Link(int links)
    {
        if (links > MaxLinks)
            throw new TemplateException(TemplateErrorKind.Limit, $"a chain of more than {MaxLinks} members, calls or filters", Line);
    }
}
