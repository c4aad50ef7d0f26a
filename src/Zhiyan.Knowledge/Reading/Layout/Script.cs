using System.Text;

namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>How characters of different scripts stand beside each other.</summary>
internal static class Script
{
    /// <summary>Chinese and Japanese characters and their punctuation: no space stands between two of them.</summary>
    public static bool IsWide(Rune rune) => rune.Value is >= 0x2E80 and <= 0xA4CF and not 0x3000 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE4F or >= 0xFF00 and <= 0xFF60 or >= 0x20000 and <= 0x3FFFF;

    public static bool IsWidePunctuation(Rune rune) => rune.Value is >= 0x3001 and <= 0x303F or >= 0xFF01 and <= 0xFF0F or >= 0xFF1A and <= 0xFF20 or >= 0xFF3B and <= 0xFF40 or >= 0xFF5B and <= 0xFF60 or >= 0xFE30 and <= 0xFE4F;

    /// <summary>Whether a gap between these is one between letters, not between words.</summary>
    public static bool AreJoined(string before, string after)
    {
        if (before.Length == 0 || after.Length == 0) return true;
        var (last, first) = (Last(before), First(after));
        return IsWide(last) && IsWide(first) || IsWidePunctuation(last) || IsWidePunctuation(first);
    }

    public static bool EndsSentence(string text) => text.TrimEnd('"', '”', '’', ')', '）', '」', '』', ']').LastOrDefault() is '.' or '!' or '?' or ':' or ';' or '。' or '！' or '？' or '：' or '；' or '…';

    public static Rune First(string text) => Rune.DecodeFromUtf16(text, out var rune, out _) is System.Buffers.OperationStatus.Done ? rune : Rune.ReplacementChar;

    public static Rune Last(string text) => Rune.DecodeLastFromUtf16(text, out var rune, out _) is System.Buffers.OperationStatus.Done ? rune : Rune.ReplacementChar;
}
