namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>Lines that open hundreds of quotes or lists, or words with thousands of brackets: no person writes them, and parsers take long over them.</summary>
internal static class MarkdownNesting
{
    private const int MaximumMarkers = 100;
    private const int MaximumBrackets = 2_000;

    public static bool IsHostile(string text)
    {
        int markers = 0, brackets = 0;
        bool inMarkers = true;
        foreach (var character in text)
        {
            if (character is '\n' or '\r') (markers, brackets, inMarkers) = (0, character == '\n' && markers == 0 && brackets == 0 ? 0 : brackets, true);
            else if (inMarkers && character is '>' or '-' or '*' or '+' && inMarkers) markers += character is '>' ? 1 : 0;
            else if (character is not (' ' or '\t')) inMarkers = false;
            if (character is '[' or '!' or '_' or '*' or '`' or '<') brackets++;
            else if (character is '。' or '.') brackets = 0;
            if (markers > MaximumMarkers || brackets > MaximumBrackets) return true;
        }
        return false;
    }
}
