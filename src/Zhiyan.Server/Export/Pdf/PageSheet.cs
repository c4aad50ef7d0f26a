using System.Globalization;
using System.Text;

namespace Zhiyan.Server.Export.Pdf;

/// <summary>One page being drawn, measured in points from its top left corner: panels lie lowest, then shades, then text and rules.</summary>
internal sealed class PageSheet
{
    public const double Width = 595.28;
    public const double Height = 841.89;

    private readonly List<string> panels = [];
    private readonly StringBuilder shades = new();
    private readonly StringBuilder text = new();

    /// <summary>Links with the left, top, right and bottom of what they lie under.</summary>
    public List<(double Left, double Top, double Right, double Bottom, Uri Target)> Links { get; } = [];

    /// <summary>A place among the panels for one whose height is known later; an outer panel keeps its place below an inner.</summary>
    public int ReservePanel()
    {
        panels.Add("");
        return panels.Count - 1;
    }

    public void FillPanel(int reserved, string drawing) => panels[reserved] += drawing;

    public static string Rectangle(double left, double top, double width, double height, Ink ink) =>
        string.Create(CultureInfo.InvariantCulture, $"{ink} rg {left:0.##} {Height - top - height:0.##} {width:0.##} {height:0.##} re f\n");

    public void Rule(double left, double top, double width, double height, Ink ink) => text.Append(Rectangle(left, top, width, height, ink));

    public void Draw(SetLine line, double left, double baseline)
    {
        for (var start = line.Start; start < line.End;)
        {
            var first = line.Text.Characters[start];
            var end = start;
            double width = 0;
            for (; end < line.End && line.Text.Characters[end] is var next && next.Span == first.Span && next.Face == first.Face; end++)
                width += next.Width + line.Stretch;
            Draw(line, start, end, left, baseline, width);
            left += width;
            start = end;
        }
    }

    public byte[] Content() => Encoding.ASCII.GetBytes(string.Concat(panels) + shades + text);

    private void Draw(SetLine line, int start, int end, double left, double baseline, double width)
    {
        var first = line.Text.Characters[start];
        var span = line.Text.Spans[first.Span];
        var glyphs = new StringBuilder(4 * (end - start));
        for (var index = start; index < end; index++) glyphs.Append(line.Text.Characters[index].Glyph.ToString("X4", CultureInfo.InvariantCulture));
        text.Append(CultureInfo.InvariantCulture, $"BT /{first.Face.Resource} {span.Size:0.##} Tf {span.Ink} rg {line.Stretch:0.###} Tc ")
            .Append(CultureInfo.InvariantCulture, $"1 0 {(span.Italic ? "0.2" : "0")} 1 {left:0.##} {Height - baseline:0.##} Tm <{glyphs}> Tj ET\n");
        if (span.Shaded) shades.Append(Rectangle(left - 1, baseline - 0.95 * span.Size, width + 2, 1.28 * span.Size, Ink.Shade));
        if (span.Struck) Rule(left, baseline - 0.32 * span.Size, width, 0.6, span.Ink);
        if (span.Link is not { } target) return;
        Rule(left, baseline + 0.16 * span.Size, width, 0.4, span.Ink);
        Links.Add((left, baseline - span.Size, left + width, baseline + 0.25 * span.Size, target));
    }
}
