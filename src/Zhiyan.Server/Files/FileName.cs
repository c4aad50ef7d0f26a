using System.Text;

namespace Zhiyan.Server.Files;

/// <summary>Makes the name of an upload fit to be shown and saved.</summary>
internal static class FileName
{
    private const int MaxLength = 150;

    /// <summary>The last part of a path, without control and bidirectional characters or what file systems refuse; never empty.</summary>
    public static string Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0xFFFD) continue;
            clean.Append(rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? "_" : rune.ToString());
        }
        var text = clean.ToString().Trim(' ', '.');
        if (text.Length > MaxLength)
        {
            var ending = Path.GetExtension(text) is { Length: <= 12 } known ? known : "";
            var end = MaxLength - ending.Length;
            if (char.IsHighSurrogate(text[end - 1])) end--;
            text = text[..end] + ending;
        }
        return text.Length > 0 ? text : "file";
    }
}
