namespace Zhiyan.Server.Export;

/// <summary>What breaking lines needs to know of a character: which scripts run without spaces, and which marks may not stand at a line's edge (kinsoku).</summary>
internal static class Script
{
    private const string NotAtStart =
        "!%),.:;?]}¢°·’”†‡›»℃∶、。〃〆〕〗〞﹚﹜！＂％＇），．：；？］｀｜｝～々〻‐–—―…‥‰》」』】〉ーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ";

    private const string NotAtEnd = "$([{£¥‘“‹«《「『【〔〖〈〝（［｛￡￥＄";

    public static bool IsWide(int character) =>
        character is >= 0x1100 and <= 0x11ff or >= 0x2e80 and <= 0xa4cf or >= 0xac00 and <= 0xd7af or >= 0xf900 and <= 0xfaff
            or >= 0xfe30 and <= 0xfe4f or >= 0xff00 and <= 0xffef or >= 0x1f000 and <= 0x1faff or >= 0x20000 and <= 0x3ffff;

    public static bool MayStartLine(int character) => character > 0xffff || !NotAtStart.Contains((char)character);

    public static bool MayEndLine(int character) => character > 0xffff || !NotAtEnd.Contains((char)character);

    /// <summary>Whether a line may end between two characters that are not spaces.</summary>
    public static bool MayBreak(int left, int right)
    {
        if (!MayEndLine(left) || !MayStartLine(right)) return false;
        if (IsWide(left) || IsWide(right)) return true;
        // Dashes and slashes inside long words and addresses.
        return left is '-' or '/' or '–' or '—' or '…' && char.IsLetter((char)Math.Min(right, 0xffff));
    }
}
