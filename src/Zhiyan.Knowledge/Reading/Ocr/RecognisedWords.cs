using System.Text;
using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Recognised lines as words for layout: cut at spaces, in the picture's main direction, on the scale of the page.</summary>
internal static class RecognisedWords
{
    /// <summary>A box is higher than the type in it.</summary>
    private const float SizeOfHeight = 0.72f;

    /// <param name="scale">Pixels to the page's unit.</param>
    public static List<Word> Of(IReadOnlyList<RecognisedLine> lines, float scale)
    {
        if (lines.Count == 0) return [];
        var turn = new Turn(MainAngle(lines));
        var usual = lines.Select(line => line.Box.Height).Order().ElementAt(lines.Count / 2);
        var words = new List<Word>();
        foreach (var line in lines)
        {
            var height = Math.Abs(line.Box.Height / usual - 1) < 0.25f ? usual : line.Box.Height;
            foreach (var (text, from, to) in Pieces(line)) words.Add(Word(text, line.Box, from, to, height, scale, turn));
        }
        return words;
    }

    private static Word Word(string text, TextBox box, float from, float to, float height, float scale, Turn turn)
    {
        var (start, end) = (turn.Level(box.At(from, 0.5f)), turn.Level(box.At(to, 0.5f)));
        var (middle, half) = ((start.Y + end.Y) / 2 / scale, height / 2 / scale);
        return new Word(text)
        {
            Shown = Scaled(box.Bounds(from, to), scale),
            Level = new Box(Math.Min(start.X, end.X) / scale, middle - half, Math.Max(start.X, end.X) / scale, middle + half),
            Baseline = middle + 0.3f * height / scale,
            Size = SizeOfHeight * height / scale,
            SpaceBefore = from > 0,
        };
    }

    /// <summary>The line's parts between spaces, with their shares of its width.</summary>
    private static IEnumerable<(string Text, float From, float To)> Pieces(RecognisedLine line)
    {
        var text = new StringBuilder();
        var (from, last) = (0f, 0f);
        foreach (var character in line.Characters)
        {
            if (character.Text == " ")
            {
                if (text.Length > 0) yield return (text.ToString(), from, Math.Max(last, from));
                text.Clear();
                from = character.At;
                continue;
            }
            text.Append(character.Text);
            last = character.At;
        }
        if (text.Length > 0) yield return (text.ToString(), from, 1);
    }

    /// <summary>The median of long lines, so that a stamp at an angle does not turn the page.</summary>
    private static float MainAngle(IReadOnlyList<RecognisedLine> lines)
    {
        var longest = lines.Max(line => line.Box.Width);
        var angles = lines.Where(line => line.Box.Width >= 0.4f * longest).Select(line => line.Box.Angle).Order().ToList();
        return angles[angles.Count / 2];
    }

    private static Box Scaled(Box box, float scale) => new(box.Left / scale, box.Top / scale, box.Right / scale, box.Bottom / scale);
}
