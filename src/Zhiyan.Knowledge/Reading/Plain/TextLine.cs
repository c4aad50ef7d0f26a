namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>A line of a text: from its first character that is no white space to its last. Empty for a blank line.</summary>
internal readonly record struct TextLine(int LineStart, int Start, int End)
{
    public bool IsBlank => Start == End;

    /// <summary>White space before the line's first word; a wide space counts as two.</summary>
    public int Indent(string text)
    {
        int indent = 0;
        for (int at = LineStart; at < Start; at++) indent += text[at] switch { '\t' => 4, '\u3000' => 2, _ => 1 };
        return indent;
    }

    /// <summary>Columns that the words take: a wide character takes two.</summary>
    public int Width(string text)
    {
        int width = 0;
        for (int at = Start; at < End; at++) width += text[at] >= '\u2e80' ? 2 : 1;
        return width;
    }

    public ReadOnlySpan<char> Words(string text) => text.AsSpan(Start, End - Start);

    /// <summary>All lines of a text; a line ends with LF, CR, or both.</summary>
    public static List<TextLine> All(string text)
    {
        var lines = new List<TextLine>();
        for (int at = 0; at < text.Length;)
        {
            int length = text.AsSpan(at).IndexOfAny('\r', '\n');
            int end = length < 0 ? text.Length : at + length;
            int first = at, last = end;
            while (first < last && char.IsWhiteSpace(text[first])) first++;
            while (last > first && char.IsWhiteSpace(text[last - 1])) last--;
            lines.Add(new TextLine(at, first, last));
            at = end + (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
        }
        return lines;
    }
}
