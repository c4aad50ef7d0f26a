using System.Collections.Frozen;
using System.Text;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>
/// Leaves out the tags that lie too deep, and keeps the words between them: a parser takes the square of the depth, and whoever walks its tree takes stack. No
/// page made by people comes near the limit.
/// </summary>
internal static class HtmlNesting
{
    private const int MaximumDepth = 256;

    /// <summary>Tags without an end, and those that a tag of their kind ends.</summary>
    private static readonly FrozenSet<string> uncounted = new[]
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody",
        "tfoot", "option", "optgroup", "colgroup", "rt", "rp", "html", "head", "body",
    }.ToFrozenSet();

    public static string Bounded(string html)
    {
        StringBuilder? kept = null;
        int depth = 0, done = 0;
        for (int at = html.IndexOf('<'); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at))
        {
            int end = TagEnd(html, at);
            bool isEnd = html[at + 1] == '/';
            var name = Name(html, at + (isEnd ? 2 : 1));
            if (name.Length > 0 && !uncounted.Contains(name) && html[end - 1] != '/')
            {
                bool isDeep = depth + (isEnd ? 0 : 1) > MaximumDepth;
                depth = Math.Max(0, depth + (isEnd ? -1 : 1));
                if (isDeep)
                {
                    (kept ??= new StringBuilder()).Append(html, done, at - done).Append(' ');
                    done = end + 1;
                }
            }
            at = Math.Min(end + 1, html.Length);
            if (!isEnd && name is "script" or "style" && html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase) is > 0 and var close) at = close;
        }
        return kept is null ? html : kept.Append(html, done, html.Length - done).ToString();
    }

    private static int TagEnd(string html, int at)
    {
        if (string.CompareOrdinal(html, at, "<!--", 0, 4) == 0) return html.IndexOf("-->", at + 4, StringComparison.Ordinal) is > 0 and var comment ? comment + 2 : html.Length - 1;
        int end = html.IndexOf('>', at + 1);
        return end < 0 ? html.Length - 1 : end;
    }

    private static string Name(string html, int at)
    {
        int end = at;
        while (end < html.Length && end - at < 20 && char.IsAsciiLetterOrDigit(html[end])) end++;
        return html[at..end].ToLowerInvariant();
    }
}
