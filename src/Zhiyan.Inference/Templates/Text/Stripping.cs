using System.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Cuts characters off the ends of a string.</summary>
internal static class Stripping
{
    /// <param name="value">The string.</param>
    /// <param name="characters">What to cut off; null for white space.</param>
    public static StringValue Strip(StringValue value, string? characters, bool left = true, bool right = true)
    {
        var text = value.Text;
        int start = 0, end = text.Length;
        while (left && start < end && Width(text, start, characters) is > 0 and var width) start += width;
        while (right && end > start && WidthBefore(text, start, end, characters) is > 0 and var width) end -= width;
        return value.Part(start, end - start);
    }

    private static int Width(string text, int at, string? characters)
    {
        if (characters is null) return CharacterClasses.IsSpace(text[at]) ? 1 : 0;
        int width = Rune.TryGetRuneAt(text, at, out var rune) ? rune.Utf16SequenceLength : 1;
        return Holds(characters, text.AsSpan(at, width)) ? width : 0;
    }

    private static int WidthBefore(string text, int start, int end, string? characters)
    {
        int width = end - start >= 2 && char.IsSurrogatePair(text[end - 2], text[end - 1]) ? 2 : 1;
        return Width(text, end - width, characters);
    }

    /// <summary>Whether the code point is among those of a set, which a lone surrogate must not find inside a pair.</summary>
    private static bool Holds(string set, ReadOnlySpan<char> codePoint)
    {
        if (codePoint.Length == 2 || !char.IsSurrogate(codePoint[0])) return set.AsSpan().Contains(codePoint, StringComparison.Ordinal);
        for (int i = 0; i < set.Length; i += char.IsSurrogatePair(set, i) ? 2 : 1)
            if (set[i] == codePoint[0] && !(i + 1 < set.Length && char.IsSurrogatePair(set[i], set[i + 1]))) return true;
        return false;
    }
}
