namespace Zhiyan.Server.Export.Pdf;

/// <summary>One character with the glyph that draws it and the place in <see cref="SetText.Spans"/> of its style.</summary>
internal readonly record struct SetCharacter(int CodePoint, PdfFace Face, ushort Glyph, float Width, int Span)
{
    public bool IsSpace => CodePoint is ' ' or '\u3000';

    public bool IsLineEnd => CodePoint == '\n';
}

/// <summary>The style that neighbouring characters share, resolved.</summary>
internal sealed record Span(double Size, Ink Ink, bool Italic, bool Struck, bool Shaded, Uri? Link);

/// <summary>A paragraph as glyphs, before it is broken into lines.</summary>
internal sealed record SetText(List<SetCharacter> Characters, List<Span> Spans)
{
    /// <summary>The width where no line is broken but where the text says so.</summary>
    public double NaturalWidth
    {
        get
        {
            double widest = 0, width = 0;
            foreach (var character in Characters)
            {
                width = character.IsLineEnd ? 0 : width + character.Width;
                widest = Math.Max(widest, width);
            }
            return widest;
        }
    }

    /// <summary>The width of the longest piece that no line should break.</summary>
    public double LongestPiece
    {
        get
        {
            double widest = 0, width = 0;
            for (var index = 0; index < Characters.Count; index++)
            {
                var character = Characters[index];
                width = character.IsSpace || character.IsLineEnd || (index > 0 && Script.MayBreak(Characters[index - 1].CodePoint, character.CodePoint))
                    ? 0 : width;
                width += character.IsSpace ? 0 : character.Width;
                widest = Math.Max(widest, width);
            }
            return widest;
        }
    }

    /// <summary>Breaks the text into lines no wider than <paramref name="width"/>: at spaces, between Chinese characters where their marks allow it, and inside a word only where it alone is wider.</summary>
    public List<SetLine> Lines(double width)
    {
        var lines = new List<SetLine>();
        int start = 0, end = -1;
        double used = 0;
        for (var index = 0; index < Characters.Count; index++)
        {
            var character = Characters[index];
            if (character.IsLineEnd)
            {
                lines.Add(Line(start, index, width, ends: true));
                (start, end, used) = (index + 1, -1, 0);
                continue;
            }
            if (index > start && MayEndBefore(index)) end = index;
            used += character.Width;
            if (used <= width || character.IsSpace || index == start) continue;
            var next = end > start ? end : index;
            lines.Add(Line(start, next, width, ends: false));
            (start, end, used) = (next, -1, 0);
            for (var rest = next; rest <= index; rest++)
            {
                if (rest > start && MayEndBefore(rest)) end = rest;
                used += Characters[rest].Width;
            }
        }
        if (start < Characters.Count || lines.Count == 0) lines.Add(Line(start, Characters.Count, width, ends: true));
        return lines;
    }

    private bool MayEndBefore(int index) =>
        !Characters[index].IsSpace && (Characters[index - 1].IsSpace || Script.MayBreak(Characters[index - 1].CodePoint, Characters[index].CodePoint));

    private SetLine Line(int start, int end, double width, bool ends)
    {
        while (end > start && Characters[end - 1].IsSpace && !ends) end--;
        double used = 0;
        var wide = 0;
        for (var index = start; index < end; index++)
        {
            used += Characters[index].Width;
            if (Script.IsWide(Characters[index].CodePoint)) wide++;
        }
        // Chinese is set flush on both sides: what is missing is a fraction of a point for each character.
        var stretch = !ends && end - start > 1 && wide > 0.6 * (end - start) ? (width - used) / (end - start - 1) : 0;
        return new SetLine(this, start, end, used, stretch is > 0 and < 0.7 ? stretch : 0);
    }
}

/// <summary>A part of a text that stands on one line, and the points to add between its characters.</summary>
internal sealed record SetLine(SetText Text, int Start, int End, double Width, double Stretch);
