namespace Zhiyan.Knowledge.Checking;

/// <summary>Whether a claim is a sentence of the passage, or several: nothing needs to be weighed then.</summary>
internal static class WordForWord
{
    private const string Ends = ".!?;。\n";

    /// <summary>Both texts folded. A part of a sentence does not count: what stands around it may deny it, or be the rest of a number.</summary>
    public static bool Says(string passage, string claim)
    {
        var sought = claim.Trim().TrimEnd(Ends.ToCharArray());
        if (sought.Length == 0) return false;
        for (int at = passage.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = passage.IndexOf(sought, at + 1, StringComparison.Ordinal))
            if (Begins(passage.AsSpan(0, at)) && IsOver(passage.AsSpan(at + sought.Length))) return true;
        return false;
    }

    private static bool Begins(ReadOnlySpan<char> before)
    {
        var text = before.TrimEnd(' ');
        return text.Length == 0 || Ends.Contains(text[^1]) && (text.Length < before.Length || text[^1] is '。' or '\n');
    }

    private static bool IsOver(ReadOnlySpan<char> after) =>
        after.Length == 0 || Ends.Contains(after[0]) && (after.Length == 1 || !char.IsLetterOrDigit(after[1]) || after[0] is '。' or '\n');
}
