using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax.Inlines;

namespace Zhiyan.Server.Markdown;

/// <summary>A formula within a paragraph.</summary>
internal sealed class FormulaInline(string source, bool display) : LeafInline
{
    public string Source { get; } = source;

    public bool Display { get; } = display;
}

/// <summary>Reads <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c> and <c>\[…\]</c>. As in Pandoc, one dollar is money unless it touches the formula, no letter stands before it (US$5), and no digit follows the closing one.</summary>
internal sealed class FormulaInlineParser : InlineParser
{
    public FormulaInlineParser() => OpeningCharacters = ['$', '\\'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var text = slice.AsSpan();
        if (Formula.CloserOf(text) is not { } signs) return false;
        if (signs.Closer == "$" && char.IsAsciiLetterOrDigit(slice.PeekCharExtra(-1))) return false;
        int opening = signs.Closer.Length;
        var rest = text[opening..Math.Min(text.Length, opening + Formula.LongestInline + signs.Closer.Length)];
        int length = signs.Closer == "$" ? LengthBetweenDollars(rest) : rest.IndexOf(signs.Closer, StringComparison.Ordinal);
        if (length <= 0 || rest[..length].IsWhiteSpace()) return false;

        int start = processor.GetSourcePosition(slice.Start, out int line, out int column);
        processor.Inline = new FormulaInline(rest[..length].Trim().ToString(), signs.Display)
        {
            Span = new(start, start + opening + length + signs.Closer.Length - 1),
            Line = line,
            Column = column,
        };
        slice.Start += opening + length + signs.Closer.Length;
        return true;
    }

    private static int LengthBetweenDollars(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || char.IsWhiteSpace(rest[0])) return -1;
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\') i++;
            else if (rest[i] == '$')
                return i == 0 || char.IsWhiteSpace(rest[i - 1]) || (i + 1 < rest.Length && (char.IsAsciiDigit(rest[i + 1]) || rest[i + 1] == '$')) ? -1 : i;
        }

        return -1;
    }
}
