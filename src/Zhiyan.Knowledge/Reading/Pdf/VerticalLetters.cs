using UglyToad.PdfPig.Content;
using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>Finds the letters that stand upright below each other, as Chinese and Japanese books are set: their columns read downwards, and from right to left.</summary>
internal static class VerticalLetters
{
    /// <summary>Fewer of them are a list or a label.</summary>
    private const int Fewest = 12;

    /// <summary>Empty where the page is set level.</summary>
    public static IReadOnlySet<Letter> Of(IReadOnlyList<Letter> letters)
    {
        var vertical = new HashSet<Letter>(ReferenceEqualityComparer.Instance);
        int level = 0;
        Letter? before = null;
        foreach (var letter in letters)
        {
            if (string.IsNullOrWhiteSpace(letter.Value)) continue;
            if (before is not null && Script.IsWide(Script.First(before.Value)))
            {
                var (across, down) = (Math.Abs(letter.StartBaseLine.X - before.StartBaseLine.X), before.StartBaseLine.Y - letter.StartBaseLine.Y);
                double em = before.PointSize;
                if (down > 0.6 * em && down < 2.5 * em && across < 0.6 * em)
                {
                    vertical.Add(before);
                    vertical.Add(letter);
                }
                else if (Math.Abs(down) < 0.2 * em && across < 2.5 * em) level++;
            }
            before = letter;
        }
        return vertical.Count >= Fewest && vertical.Count > 2 * level ? vertical : new HashSet<Letter>();
    }
}
