namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>
/// Cuts code at blank lines between functions, and data without blank lines at the outer elements. A line belongs to what stands further left above it, so that a
/// function stays whole until it grows long.
/// </summary>
internal static class CodeBlocks
{
    /// <summary>From here on a block ends at the next blank line, however deep it stands: UTF-16 units.</summary>
    private const int Long = 1_500;

    /// <summary>From here on it ends at the next line.</summary>
    private const int TooLong = 4_000;

    public static IReadOnlyList<Block> Of(string text)
    {
        var blocks = new List<Block>();
        int start = -1, end = 0, indent = 0;
        bool afterBlank = false;
        foreach (var line in TextLine.All(text))
        {
            if (line.IsBlank)
            {
                afterBlank = true;
                continue;
            }
            int lineIndent = line.Indent(text), length = end - start;
            bool begins = start >= 0 && (length >= TooLong || afterBlank && (length >= Long || lineIndent <= indent) || length >= Long && lineIndent <= indent + 4 && IsOpening(text, line));
            if (begins) blocks.Add(new Block(BlockKind.Code, start, end));
            if (begins || start < 0) (start, indent) = (line.LineStart, lineIndent);
            (end, afterBlank) = (line.End, false);
        }
        if (start >= 0) blocks.Add(new Block(BlockKind.Code, start, end));
        return blocks;
    }

    /// <summary>Whether a line begins something rather than ending it.</summary>
    private static bool IsOpening(string text, TextLine line) => text[line.Start] is not ('}' or ']' or ')' or '{') && !line.Words(text).StartsWith("</");
}
