using System.Globalization;
using System.Text;

namespace Zhiyan.Server.Export;

/// <summary>Text that every document format can hold.</summary>
internal static class PlainText
{
    /// <summary>Half surrogates and what XML forbids become the replacement character; line ends become \n.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !text.AsSpan().ContainsAnyInRange('\ufffe', '\uffff')
            && !text.AsSpan().ContainsAnyInRange('\0', '\u0008') && !text.AsSpan().ContainsAnyInRange('\u000b', '\u001f'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            clean.Append(IsAllowed(rune) ? rune : Rune.ReplacementChar);
        return clean.ToString();
    }

    /// <summary>A name or a title on a single line.</summary>
    public static string Line(string text) => string.Join(' ', Clean(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The beginning of a text, on one line, for a table of contents.</summary>
    public static string Excerpt(string text, int length)
    {
        // Twice the length leaves room for white space; a rune cut at the end is replaced by Clean and then cut off.
        var line = Line(text.Length > 2 * length ? text[..(2 * length)] : text);
        var shown = new StringInfo(line);
        return shown.LengthInTextElements <= length && text.Length <= 2 * length ? line
            : shown.SubstringByTextElements(0, Math.Min(length, Math.Max(0, shown.LengthInTextElements - 1))) + "…";
    }

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MB"),
    };

    public static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static bool IsAllowed(Rune rune) => rune.Value is '\t' or '\n' or >= 0x20 and not 0xfffe and not 0xffff;
}
