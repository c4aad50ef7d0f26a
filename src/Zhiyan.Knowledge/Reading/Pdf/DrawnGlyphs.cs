using SkiaSharp;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>The outlines of a page's glyphs, and how many of them no font names: a text of such is read from its picture.</summary>
internal sealed class DrawnGlyphs : IDisposable
{
    /// <summary>More glyphs on one page are an attack or a map.</summary>
    private const int Most = 50_000;

    private readonly List<(SKPath Outline, SKColor Colour)> outlines = [];

    public int Count { get; private set; }

    public int Unnamed { get; private set; }

    public void Add(IReadOnlyList<PdfSubpath> outline, in TransformationMatrix placement, IColor? colour, bool isNamed)
    {
        Count++;
        if (!isNamed) Unnamed++;
        if (Count > Most) return;
        using var path = Path(outline, placement);
        outlines.Add((path.Detach(), Shown(colour)));
    }

    public void Draw(SKCanvas canvas)
    {
        using var paint = new SKPaint { IsAntialias = true };
        foreach (var (outline, colour) in outlines)
        {
            paint.Color = colour;
            canvas.DrawPath(outline, paint);
        }
    }

    public void Dispose() => outlines.ForEach(one => one.Outline.Dispose());

    public static SKColor Shown(IColor? colour)
    {
        if (colour is null or PatternColor) return SKColors.Black;
        var (red, green, blue) = colour.ToRGBValues();
        return new SKColor((byte)(red * 255), (byte)(green * 255), (byte)(blue * 255));
    }

    public static SKPathBuilder Path(IReadOnlyList<PdfSubpath> outline, TransformationMatrix placement)
    {
        var path = new SKPathBuilder();
        SKPoint At(PdfPoint point)
        {
            var placed = placement.Transform(point);
            return new SKPoint((float)placed.X, (float)placed.Y);
        }
        foreach (var command in outline.SelectMany(part => part.Commands))
        {
            switch (command)
            {
                case PdfSubpath.Move move:
                    path.MoveTo(At(move.Location));
                    break;
                case PdfSubpath.Line line:
                    path.LineTo(At(line.To));
                    break;
                case PdfSubpath.QuadraticBezierCurve curve:
                    path.QuadTo(At(curve.ControlPoint), At(curve.EndPoint));
                    break;
                case PdfSubpath.CubicBezierCurve curve:
                    path.CubicTo(At(curve.FirstControlPoint), At(curve.SecondControlPoint), At(curve.EndPoint));
                    break;
                case PdfSubpath.Close:
                    path.Close();
                    break;
            }
        }
        return path;
    }
}
