namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Boxes of one line that overlap are one: a wide bracket or a dash sometimes cuts a line in two, and would be read twice.</summary>
internal static class JoinedBoxes
{
    public static List<TextBox> Of(List<TextBox> boxes)
    {
        var joined = boxes.OrderBy(box => box.Centre.X).ToList();
        for (var i = 0; i < joined.Count; i++)
            for (var j = i + 1; j < joined.Count; j++)
            {
                if (Join(joined[i], joined[j]) is not { } both) continue;
                joined[i] = both;
                joined.RemoveAt(j);
                j = i;
            }
        return joined;
    }

    /// <summary>Null where the two are not of one line, or do not overlap.</summary>
    private static TextBox? Join(TextBox a, TextBox b)
    {
        if (b.Width > a.Width) (a, b) = (b, a);
        var offset = b.Centre - a.Centre;
        var (across, down) = (offset.X * a.Along.X + offset.Y * a.Along.Y, offset.X * a.Down.X + offset.Y * a.Down.Y);
        if (MathF.Abs(down) > 0.2f * a.Height || b.Height < 0.6f * a.Height || b.Height > 1.5f * a.Height || MathF.Abs(a.Angle - b.Angle) > 0.1f) return null;
        if (MathF.Abs(across) > (a.Width + b.Width) / 2 - 0.1f * a.Height) return null;
        var (from, to) = (Math.Min(-a.Width / 2, across - b.Width / 2), Math.Max(a.Width / 2, across + b.Width / 2));
        return a with { Centre = a.Centre + a.Along * ((from + to) / 2), Width = to - from, Height = Math.Max(a.Height, b.Height) };
    }
}
