using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using Zhiyan.Knowledge.Reading.Layout;
using Word = Zhiyan.Knowledge.Reading.Layout.Word;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>
/// Joins the letters that a page draws into words, one list for each direction in which text reads. Letters are taken in the order they are drawn:
/// a word is drawn in one go, and what is not is joined by layout.
/// </summary>
internal sealed class PageWords(double pageHeight)
{
    /// <summary>Of letters in a word, in ems.</summary>
    private const float WidestGap = 0.12f;

    /// <summary>A run without spaces is cut there, so that a place on the page is not much longer than a word.</summary>
    private const int LongestWideRun = 10;

    /// <summary>The angle at which a column of upright letters reads.</summary>
    private const int Downwards = 90;

    private readonly Dictionary<int, List<Word>> words = [];
    private readonly StringBuilder text = new();
    private readonly Dictionary<(string, int, int), Corner> drawn = [];
    private IReadOnlySet<Letter> vertical = new HashSet<Letter>();
    private Letter? last;
    private (int Degrees, Turn Turn) turned = (0, new Turn(0));
    private Line line;
    private float left, right, baseline;
    private bool spaceBefore;

    private readonly record struct Line(int Degrees, float Size, bool Bold, bool Monospaced);

    /// <summary>Words by the clockwise angle at which they read, in degrees.</summary>
    public IReadOnlyDictionary<int, List<Word>> Read(IReadOnlyList<Letter> letters)
    {
        vertical = VerticalLetters.Of(letters);
        foreach (var letter in letters)
        {
            var value = GlyphText.Of(letter.Value ?? "");
            if (value.Length == 0 || value[0] < ' ') continue;
            if (string.IsNullOrWhiteSpace(value))
            {
                End();
                spaceBefore = true;
                continue;
            }
            Add(letter, value);
        }
        End();
        return words;
    }

    private void Add(Letter letter, string value)
    {
        var size = SizeOf(letter);
        var isUpright = vertical.Contains(letter);
        var degrees = isUpright ? Downwards : DegreesOf(letter);
        if (degrees != turned.Degrees) turned = (degrees, new Turn(degrees * MathF.PI / 180));
        var (from, to) = isUpright ? Column(letter, size) : (Shown(letter.StartBaseLine), Shown(letter.EndBaseLine));
        var (start, end) = (turned.Turn.Level(from), turned.Turn.Level(to));
        if (end.X <= start.X) end = start with { X = start.X + Math.Max(0.01f, (float)letter.BoundingBox.Width) };
        if (IsDrawnTwice(value, start, Math.Min(0.12f * size, 0.35f * (end.X - start.X)))) return;
        var goesOn = text.Length > 0 && degrees == line.Degrees && Math.Abs(start.Y - baseline) < 0.12f * size && Math.Abs(size - line.Size) < 0.15f * size
            && start.X - right < WidestGap * size && start.X - right > -0.35f * size && !IsCut(value);
        if (!goesOn)
        {
            var follows = text.Length > 0 && Math.Abs(start.Y - baseline) < 0.12f * size && Math.Abs(start.X - right) < WidestGap * size;
            End();
            if (follows) spaceBefore = false;
            (left, right, baseline) = (start.X, end.X, start.Y);
            line = new Line(degrees, size, IsBold(letter), IsMonospaced(letter));
        }
        text.Append(value);
        right = Math.Max(right, end.X);
        last = letter;
    }

    private void End()
    {
        if (text.Length > 0)
        {
            var word = new Word(text.ToString())
            {
                Shown = ShownBox(),
                Level = new Box(left, baseline - 0.8f * line.Size, right, baseline + 0.2f * line.Size),
                Baseline = baseline,
                Size = line.Size,
                Bold = line.Bold,
                Monospaced = line.Monospaced,
                SpaceBefore = spaceBefore,
            };
            if (!words.TryGetValue(line.Degrees, out var list)) words[line.Degrees] = list = [];
            list.Add(word);
            spaceBefore = false;
        }
        text.Clear();
        last = null;
    }

    /// <summary>A run of wide characters ends after its punctuation, or when it is long.</summary>
    private bool IsCut(string value)
    {
        var end = Script.Last(text.ToString(Math.Max(0, text.Length - 2), Math.Min(2, text.Length)));
        return Script.IsWidePunctuation(end) && !Script.IsWidePunctuation(Script.First(value)) || text.Length >= LongestWideRun && Script.IsWide(end) && Script.IsWide(Script.First(value));
    }

    /// <summary>Bold type is sometimes made by drawing a letter again, a little beside itself.</summary>
    private bool IsDrawnTwice(string value, Corner at, float near)
    {
        const float step = 2;
        near = Math.Min(near, step);
        var (x, y) = ((int)MathF.Floor(at.X / step), (int)MathF.Floor(at.Y / step));
        for (var dx = -1; dx <= 1; dx++)
            for (var dy = -1; dy <= 1; dy++)
                if (drawn.TryGetValue((value, x + dx, y + dy), out var other) && Math.Abs(other.X - at.X) <= near && Math.Abs(other.Y - at.Y) <= near) return true;
        drawn[(value, x, y)] = at;
        return false;
    }

    /// <summary>About the word as shown, from its level box.</summary>
    private Box ShownBox()
    {
        var back = new Turn(-line.Degrees * MathF.PI / 180);
        var (a, b) = (back.Level(new Corner(left, baseline - 0.85f * line.Size)), back.Level(new Corner(right, baseline + 0.22f * line.Size)));
        if (line.Degrees % 90 == 0) return new Box(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));
        var (c, d) = (back.Level(new Corner(right, baseline - 0.85f * line.Size)), back.Level(new Corner(left, baseline + 0.22f * line.Size)));
        return new Box(Math.Min(Math.Min(a.X, b.X), Math.Min(c.X, d.X)), Math.Min(Math.Min(a.Y, b.Y), Math.Min(c.Y, d.Y)), Math.Max(Math.Max(a.X, b.X), Math.Max(c.X, d.X)), Math.Max(Math.Max(a.Y, b.Y), Math.Max(c.Y, d.Y)));
    }

    private Corner Shown(PdfPoint point) => new((float)point.X, (float)(pageHeight - point.Y));

    /// <summary>The stretch of its column that an upright letter takes, on the line that a turned one would stand on.</summary>
    private (Corner From, Corner To) Column(Letter letter, float size)
    {
        var (start, end) = (Shown(letter.StartBaseLine), Shown(letter.EndBaseLine));
        var x = (start.X + end.X) / 2 - 0.35f * size;
        return (new Corner(x, start.Y - 0.86f * size), new Corner(x, start.Y + 0.14f * size));
    }

    private int DegreesOf(Letter letter)
    {
        var (dx, dy) = (letter.EndBaseLine.X - letter.StartBaseLine.X, letter.StartBaseLine.Y - letter.EndBaseLine.Y);
        if (dx == 0 && dy == 0) return last is null ? 0 : line.Degrees;
        var degrees = (int)Math.Round(Math.Atan2(dy, dx) * 180 / Math.PI);
        var quarter = (int)Math.Round(degrees / 90.0) * 90;
        return ((Math.Abs(degrees - quarter) <= 3 ? quarter : degrees) % 360 + 360) % 360;
    }

    /// <summary>Some fonts are drawn at size 1 or upside down; the height of what is seen tells then.</summary>
    private static float SizeOf(Letter letter)
    {
        var size = (float)Math.Abs(letter.PointSize);
        return size is > 0.5f and < 2_000 ? size : Math.Max(1, (float)Math.Max(letter.BoundingBox.Height, letter.Width));
    }

    private static bool IsBold(Letter letter) =>
        letter.FontDetails is { } font && (font.IsBold || font.Weight >= 600 || Has(font.Name, "bold") || Has(font.Name, "black") || Has(font.Name, "heavy") || Has(font.Name, "semibold") || Has(font.Name, "demi") || Has(font.Name, "cmbx") || font.Name?.EndsWith("Medi", StringComparison.Ordinal) is true)
        || letter.RenderingMode is TextRenderingMode.FillThenStroke;

    private static bool IsMonospaced(Letter letter) =>
        letter.FontDetails?.Name is { } name && (Has(name, "mono") || Has(name, "courier") || Has(name, "consol") || Has(name, "menlo") || Has(name, "typewriter") || Has(name, "cmtt") || Has(name, "inconsolata"))
        && !Has(name, "monotype");

    private static bool Has(string? name, string part) => name?.Contains(part, StringComparison.OrdinalIgnoreCase) is true;
}
