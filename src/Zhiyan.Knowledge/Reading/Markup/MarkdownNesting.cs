namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>Lines that open hundreds of quotes or lists, or words with thousands of brackets: no person writes them, and parsers take long over them.</summary>
internal static class MarkdownNesting
{
    private const int MaximumMarkers = 100;

    /// <summary>A list's item that is set in further: columns.</summary>
    private const int MaximumIndent = 200;

    /// <summary>Signs that may open something, between two sentences.</summary>
    private const int MaximumSigns = 2_000;

    public static bool IsHostile(string text)
    {
        int markers = 0, indent = 0, signs = 0;
        bool isBeforeWords = true;
        for (int at = 0; at < text.Length; at++)
        {
            char character = text[at];
            if (character is '\n' or '\r')
            {
                (markers, indent, isBeforeWords) = (0, 0, true);
                // A list's item, a table's row or a blank line ends what was open.
                if (at + 1 == text.Length || text[at + 1] is '\n' or '\r' or ' ' or '-' or '*' or '+' or '#' or '|' || char.IsAsciiDigit(text[at + 1])) signs = 0;
            }
            else if (isBeforeWords && IsMarker(text, at))
            {
                if (++markers > MaximumMarkers || indent > MaximumIndent) return true;
            }
            else if (isBeforeWords) isBeforeWords = character is ' ' or '\t' || char.IsAsciiDigit(character);
            if (isBeforeWords && (character is ' ' or '\t')) indent++;
            if (character is '[' or '!' or '_' or '*' or '`' or '<') signs++;
            else if (character is '。' or '.') signs = 0;
            if (signs > MaximumSigns) return true;
        }
        return false;
    }

    private static bool IsMarker(string text, int at) => text[at] is '>' || at + 1 < text.Length && (text[at + 1] is ' ' or '\t')
        && (text[at] is '-' or '*' or '+' || text[at] is '.' or ')' && at > 0 && char.IsAsciiDigit(text[at - 1]));
}
