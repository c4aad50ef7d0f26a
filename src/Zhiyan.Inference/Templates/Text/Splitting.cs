using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Cuts a string into parts, each of which keeps its origin.</summary>
internal static class Splitting
{
    /// <param name="value">The string.</param>
    /// <param name="separator">Null for runs of white space, which leave no empty parts.</param>
    /// <param name="limit">The most cuts to make; negative for no bound.</param>
    /// <param name="rendering">Pays for the parts.</param>
    public static ListValue Split(StringValue value, string? separator, int limit, Rendering rendering) =>
        separator is null ? Words(value, limit, rendering) : Pieces(value, Checked(separator), limit, rendering);

    /// <summary>The same from the right.</summary>
    public static ListValue SplitRight(StringValue value, string? separator, int limit, Rendering rendering)
    {
        if (limit < 0) return Split(value, separator, limit, rendering);
        return separator is null ? WordsRight(value, limit, rendering) : PiecesRight(value, Checked(separator), limit, rendering);
    }

    public static ListValue Lines(StringValue value, bool keepEnds, Rendering rendering)
    {
        var (text, lines) = (value.Text, new List<Value>());
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && !CharacterClasses.IsLineEnd(text[end])) end++;
            int next = end == text.Length ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            Add(lines, value, start, keepEnds ? next : end, rendering);
            start = next;
        }
        return new ListValue(lines);
    }

    /// <summary>
    /// What stands before the separator, the separator, and what comes after; the whole string and nothing where it does not occur.
    /// </summary>
    public static TupleValue Partition(StringValue value, StringValue separator, bool last)
    {
        Checked(separator.Text);
        int at = last
            ? value.Text.LastIndexOf(separator.Text, StringComparison.Ordinal)
            : value.Text.IndexOf(separator.Text, StringComparison.Ordinal);
        var none = StringValue.Empty.AsMarkup(value.IsMarkup);
        if (at < 0) return last ? new TupleValue([none, none, value]) : new TupleValue([value, none, none]);
        int after = at + separator.Text.Length;
        return new TupleValue([value.Part(0, at), value.Part(at, after - at), value.Part(after, value.Text.Length - after)]);
    }

    private static ListValue Pieces(StringValue value, string separator, int limit, Rendering rendering)
    {
        var parts = new List<Value>();
        int start = 0;
        while (limit < 0 || parts.Count < limit)
        {
            int at = value.Text.IndexOf(separator, start, StringComparison.Ordinal);
            if (at < 0) break;
            Add(parts, value, start, at, rendering);
            start = at + separator.Length;
        }
        Add(parts, value, start, value.Text.Length, rendering);
        return new ListValue(parts);
    }

    private static ListValue PiecesRight(StringValue value, string separator, int limit, Rendering rendering)
    {
        var parts = new List<Value>();
        int end = value.Text.Length;
        while (parts.Count < limit)
        {
            int at = value.Text.AsSpan(0, end).LastIndexOf(separator, StringComparison.Ordinal);
            if (at < 0) break;
            Add(parts, value, at + separator.Length, end, rendering);
            end = at;
        }
        Add(parts, value, 0, end, rendering);
        parts.Reverse();
        return new ListValue(parts);
    }

    private static ListValue Words(StringValue value, int limit, Rendering rendering)
    {
        var (text, words) = (value.Text, new List<Value>());
        for (int start = Past(text, 0, space: true); start < text.Length;)
        {
            bool rest = limit >= 0 && words.Count == limit;
            int end = rest ? text.Length : Past(text, start, space: false);
            Add(words, value, start, end, rendering);
            start = rest ? text.Length : Past(text, end, space: true);
        }
        return new ListValue(words);
    }

    private static ListValue WordsRight(StringValue value, int limit, Rendering rendering)
    {
        var (text, words) = (value.Text, new List<Value>());
        for (int end = EndBefore(text, 0, text.Length, space: true); end > 0;)
        {
            bool rest = words.Count == limit;
            int start = rest ? 0 : EndBefore(text, 0, end, space: false);
            Add(words, value, start, end, rendering);
            end = rest ? 0 : EndBefore(text, 0, start, space: true);
        }
        words.Reverse();
        return new ListValue(words);
    }

    /// <summary>The first place from <paramref name="at"/> on whose character is not of the kind.</summary>
    private static int Past(string text, int at, bool space)
    {
        while (at < text.Length && CharacterClasses.IsSpace(text[at]) == space) at++;
        return at;
    }

    /// <summary>The end of the text once characters of the kind are cut off before <paramref name="end"/>.</summary>
    private static int EndBefore(string text, int start, int end, bool space)
    {
        while (end > start && CharacterClasses.IsSpace(text[end - 1]) == space) end--;
        return end;
    }

    private static void Add(List<Value> parts, StringValue value, int start, int end, Rendering rendering)
    {
        rendering.Characters(end - start, end - start);
        rendering.Step();
        parts.Add(value.Part(start, end - start));
    }

    private static string Checked(string separator) => separator.Length > 0 ? separator : throw TemplateException.Type("empty separator");
}
