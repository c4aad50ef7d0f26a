using System.Text;
using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Networks;

/// <summary>A range of code points whose UTF-8 forms are every combination of one range for each byte.</summary>
internal readonly record struct Utf8Sequence(byte[] First, byte[] Last)
{
    public int Length => First.Length;

    /// <summary>The sequences of a set, in its order. At each byte, two of them have the same range or disjoint ones.</summary>
    public static List<Utf8Sequence> Of(CodePointSet set)
    {
        var sequences = new List<Utf8Sequence>();
        foreach (var (first, last) in set.Ranges) Split(first, last, sequences);
        return sequences;
    }

    private static void Split(int first, int last, List<Utf8Sequence> sequences)
    {
        while (first <= last)
        {
            var end = End(first, last);
            sequences.Add(new Utf8Sequence(Encode(first), Encode(end)));
            first = end + 1;
        }
    }

    /// <summary>How far one sequence reaches that begins at <paramref name="first"/>.</summary>
    private static int End(int first, int last)
    {
        var longest = first switch { < 0x80 => 0x7F, < 0x800 => 0x7FF, < 0x10000 => 0xFFFF, _ => 0x10FFFF };
        var end = Math.Min(last, longest);
        for (var bits = 6; bits <= 18 && first >= 0x80; bits += 6)
        {
            var below = (1 << bits) - 1;                                        // the bytes after the one in question
            if ((first & ~below) == (end & ~below)) break;                      // that byte is the same, and so are those before it
            if ((first & below) != 0) return Math.Min(end, first | below);      // the bytes after it do not begin at their lowest
            if ((end & below) != below) end = (end & ~below) - 1;               // nor end at their highest
        }
        return end;
    }

    private static byte[] Encode(int codePoint)
    {
        Span<byte> bytes = stackalloc byte[4];
        return bytes[..new Rune(codePoint).EncodeToUtf8(bytes)].ToArray();
    }
}
