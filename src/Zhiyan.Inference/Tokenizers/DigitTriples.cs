using System.Text;
using Zhiyan.Inference.Tokenizers.Patterns;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// Cuts a number into groups of three digits, counted from its end, unless a letter, mark or underscore follows it. The pattern says so by
/// looking ahead to the end of the number from every digit; here each digit is seen once.
/// </summary>
internal sealed class DigitTriples : PreTokenizer
{
    public const string Pattern = @"\d{1,3}(?=(?:\d{3})*\b)";

    public override void Apply(Pieces pieces)
    {
        var finer = new List<(int, int)>(pieces.Spans.Count * 2);
        var digits = new List<int>();                   // where each digit of the number at hand starts
        foreach (var (start, end) in pieces.Spans)
        {
            var text = pieces.Text.Span[..end];
            int gap = start, at = start;
            while (at < end)
            {
                digits.Clear();
                for (; IsAt(CharacterSet.Digits, text, at, out var width); at += width) digits.Add(at);
                var goesOn = IsAt(CharacterSet.Word, text, at, out var step);
                if (digits.Count > 0 && !goesOn)
                {
                    if (gap < digits[0]) finer.Add((gap, digits[0]));
                    Group(digits, at, finer);
                    gap = at;
                }
                at += step;
            }
            if (gap < end) finer.Add((gap, end));
        }
        pieces.Spans = finer;
    }

    private static void Group(List<int> digits, int end, List<(int, int)> finer)
    {
        var next = 0;
        for (var first = 0; first < digits.Count; first = next)
        {
            next = first + (digits.Count - first - 1) % 3 + 1;
            finer.Add((digits[first], next < digits.Count ? digits[next] : end));
        }
    }

    private static bool IsAt(CharacterSet set, ReadOnlySpan<char> text, int at, out int width)
    {
        Rune.DecodeFromUtf16(text[at..], out var rune, out width);
        return width > 0 && set.Contains(rune.Value, Rune.GetUnicodeCategory(rune));
    }
}
