using Markdig.Helpers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Zhiyan.Server.Markdown;

namespace Zhiyan.Server.Export;

/// <summary>A message as a syntax tree that is safe to walk by recursion: one that is nested deeper than anything readable is taken as it was typed.</summary>
internal static class MarkdownTree
{
    private const int Deepest = 64;

    public static MarkdownDocument Parse(string markdown)
    {
        var text = PlainText.Clean(markdown);
        try
        {
            var tree = Markdig.Markdown.Parse(text, Dialect.Pipeline);
            return IsReadable(tree) ? tree : AsTyped(text);
        }
        catch (ArgumentException)
        {
            // The parser has a depth limit of its own.
            return AsTyped(text);
        }
    }

    private static MarkdownDocument AsTyped(string text) => [new CodeBlock(null!) { Lines = new StringLineGroup(text) }];

    private static bool IsReadable(MarkdownDocument tree)
    {
        var open = new Stack<(MarkdownObject Node, int Depth)>([(tree, 0)]);
        while (open.TryPop(out var at))
        {
            if (at.Depth > Deepest) return false;
            if (at.Node is ContainerBlock blocks)
                foreach (var block in blocks) open.Push((block, at.Depth + 1));
            else if (at.Node is LeafBlock { Inline: { } inline }) open.Push((inline, at.Depth + 1));
            else if (at.Node is ContainerInline inlines)
                foreach (var child in inlines) open.Push((child, at.Depth + 1));
        }
        return true;
    }
}
