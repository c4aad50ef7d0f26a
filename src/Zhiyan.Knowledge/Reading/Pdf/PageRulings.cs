using UglyToad.PdfPig.Core;
using Zhiyan.Knowledge.Reading.Layout;
using DrawnPage = UglyToad.PdfPig.Content.Page;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>The straight lines that a page draws: strokes, thin rectangles, and the sides of larger ones.</summary>
internal static class PageRulings
{
    private const double Thin = 2.5;
    private const double Short = 4;

    /// <summary>A page with more is a drawing.</summary>
    private const int Most = 20_000;

    public static List<Ruling> Read(DrawnPage page, Turn turn)
    {
        var rulings = new List<Ruling>();
        foreach (var path in page.Paths)
        {
            if (path.IsClipping || !path.IsFilled && !path.IsStroked || rulings.Count > Most) continue;
            foreach (var part in path)
            {
                if (IsBox(part) && part.GetBoundingRectangle() is { } box) AddBox(rulings, box, path.IsStroked, page, turn);
                else if (path.IsStroked)
                    foreach (var command in part.Commands)
                        if (command is PdfSubpath.Line line) Add(rulings, line.From, line.To, page, turn);
            }
        }
        return rulings;
    }

    private static bool IsBox(PdfSubpath part)
    {
        if (part.IsDrawnAsRectangle) return true;
        var lines = 0;
        foreach (var command in part.Commands)
        {
            if (command is PdfSubpath.BezierCurve) return false;
            if (command is PdfSubpath.Line line)
            {
                lines++;
                if (line.From.X != line.To.X && line.From.Y != line.To.Y) return false;
            }
        }
        return lines is 3 or 4;
    }

    private static void AddBox(List<Ruling> rulings, PdfRectangle box, bool isStroked, DrawnPage page, Turn turn)
    {
        var (left, right, bottom, top) = (box.Left, box.Right, box.Bottom, box.Top);
        if (top - bottom <= Thin) Add(rulings, new PdfPoint(left, (top + bottom) / 2), new PdfPoint(right, (top + bottom) / 2), page, turn);
        else if (right - left <= Thin) Add(rulings, new PdfPoint((left + right) / 2, bottom), new PdfPoint((left + right) / 2, top), page, turn);
        else if (isStroked)
        {
            Add(rulings, new PdfPoint(left, top), new PdfPoint(right, top), page, turn);
            Add(rulings, new PdfPoint(left, bottom), new PdfPoint(right, bottom), page, turn);
            Add(rulings, new PdfPoint(left, bottom), new PdfPoint(left, top), page, turn);
            Add(rulings, new PdfPoint(right, bottom), new PdfPoint(right, top), page, turn);
        }
    }

    private static void Add(List<Ruling> rulings, PdfPoint from, PdfPoint to, DrawnPage page, Turn turn)
    {
        var (a, b) = (turn.Level(new Corner((float)from.X, (float)(page.Height - from.Y))), turn.Level(new Corner((float)to.X, (float)(page.Height - to.Y))));
        if (Math.Abs(a.Y - b.Y) < 1 && Math.Abs(a.X - b.X) >= Short) rulings.Add(new Ruling(true, (a.Y + b.Y) / 2, Math.Min(a.X, b.X), Math.Max(a.X, b.X)));
        else if (Math.Abs(a.X - b.X) < 1 && Math.Abs(a.Y - b.Y) >= Short) rulings.Add(new Ruling(false, (a.X + b.X) / 2, Math.Min(a.Y, b.Y), Math.Max(a.Y, b.Y)));
    }
}
