using System.Text;

namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Whether a hyphen at a line's end only cuts a word.</summary>
internal static class Hyphens
{
    /// <param name="vocabulary">Words as they stand within lines: one that keeps its hyphen there keeps it here.</param>
    public static bool IsCut(StringBuilder before, string after, IReadOnlySet<string> vocabulary)
    {
        if (before.Length < 3 || before[^1] is not ('-' or '\u2010') || !char.IsLower(before[^2]) || after.Length == 0 || !char.IsLower(after[0])) return false;
        var start = before.Length - 1;
        while (start > 0 && (char.IsLetter(before[start - 1]) || before[start - 1] == '-')) start--;
        var head = before.ToString(start, before.Length - 1 - start);
        var tail = new string([.. after.TakeWhile(char.IsLetter)]);
        return !vocabulary.Contains($"{head}-{tail}") || vocabulary.Contains(head + tail);
    }
}
