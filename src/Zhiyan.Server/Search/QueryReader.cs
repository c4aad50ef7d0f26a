using System.Globalization;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Server.Search;

/// <summary>
/// Reads a query from left to right. A part that is no filter after all ("12:30", "role:nobody") is words; a filter whose value is still to be typed ("tag:") is left out.
/// </summary>
internal sealed class QueryReader(string written, TextFolding folding)
{
    private static readonly string[] dayForms = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyy-M", "yyyy/M", "yyyy年M月", "yyyy", "yyyy年"];

    private static readonly Dictionary<string, SearchRole> roles = Named(("user me 用户 我", SearchRole.User), ("assistant ai 助手", SearchRole.Assistant));

    private static readonly Dictionary<string, ChatMark> marks =
        Named(("pinned 置顶 已置顶 钉选", ChatMark.Pinned), ("archived 归档 已归档 封存", ChatMark.Archived));

    /// <summary>Names and values are compared folded, so that those typed in traditional characters or in full width are the same.</summary>
    private static readonly Dictionary<string, Func<string, bool, SearchFilter?>> filters = Named<Func<string, bool, SearchFilter?>>(
        ("in folder 文件夹 资料夹", (value, isExcluded) => new FolderFilter(value, isExcluded)),
        ("tag 标签", (value, isExcluded) => new TagFilter(value, isExcluded)),
        ("model 模型", (value, isExcluded) => new ModelFilter(value, isExcluded)),
        ("role 角色", (value, isExcluded) => roles.TryGetValue(value, out var role) ? new RoleFilter(role, isExcluded) : null),
        ("is 状态", (value, isExcluded) => marks.TryGetValue(value, out var mark) ? new MarkFilter(mark, isExcluded) : null),
        ("after since 之后 晚于 从", (value, isExcluded) => Day(value) is { } day ? new AfterFilter(day, isExcluded) : null),
        ("before 之前 早于", (value, isExcluded) => Day(value) is { } day ? new BeforeFilter(day, isExcluded) : null));

    private readonly string text = written.Length <= SearchQuery.MaximumLength ? written : written[..SearchQuery.MaximumLength];
    private readonly List<TermSequence> required = [], excluded = [];
    private readonly List<SearchFilter> found = [];
    private int at;

    /// <summary>The names a filter may be typed by.</summary>
    public static IReadOnlyCollection<string> FilterNames => filters.Keys;

    public SearchQuery Read()
    {
        for (SkipSpace(); at < text.Length && required.Count + excluded.Count + found.Count < SearchQuery.MaximumClauses; SkipSpace())
        {
            bool isExcluded = IsMinus(text[at]) && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
            if (isExcluded) at++;
            if (ClosingQuote(text[at]) is { } closing) Add(Quoted(closing), isExcluded, typing: false);
            else ReadWord(isExcluded);
        }
        return new SearchQuery(required, excluded, found, folding);
    }

    private void ReadWord(bool isExcluded)
    {
        int start = at, colon = -1;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && ClosingQuote(text[at]) is null)
        {
            if (colon < 0 && text[at] is ':' or '：') colon = at;
            at++;
        }
        int end = at;
        if (colon > start && filters.TryGetValue(Folded(text[start..colon]), out var filter))
        {
            bool isQuoted = colon + 1 == end && end < text.Length && ClosingQuote(text[end]) is not null;
            var value = isQuoted ? Quoted(ClosingQuote(text[end])!.Value) : text[(colon + 1)..end];
            if (string.IsNullOrWhiteSpace(value)) return;
            if (filter(value.Trim(), isExcluded) is { } exact) { found.Add(exact); return; }
            if (filter(Folded(value.Trim()), isExcluded) is { } folded) { found.Add(folded); return; }
            end = at;
        }
        Add(text[start..end], isExcluded, typing: !isExcluded && at == text.Length);
    }

    private void Add(string words, bool isExcluded, bool typing)
    {
        if (TermSequence.Of(folding.Fold(words), typing) is { } sequence) (isExcluded ? excluded : required).Add(sequence);
    }

    /// <summary>What stands between the quotation mark here and its partner, or the end where that is still to be typed.</summary>
    private string Quoted(char closing)
    {
        int start = at + 1;
        int end = text.IndexOf(closing, start);
        if (end < 0) end = text.Length;
        at = Math.Min(end + 1, text.Length);
        return text[start..end];
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private string Folded(string part) => folding.Fold(part).Text;

    private static bool IsMinus(char character) => character is '-' or '－' or '−';

    private static char? ClosingQuote(char character) => character switch
    {
        '"' => '"',
        '＂' => '＂',
        '“' => '”',
        '”' => '”',     // a Chinese keyboard gives its closing mark first, as often as not
        '「' => '」',
        '『' => '』',
        _ => null,
    };

    private static DateOnly? Day(string value) =>
        DateOnly.TryParseExact(value, dayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Dictionary<string, T> Named<T>(params (string Names, T Value)[] entries) =>
        entries.SelectMany(entry => entry.Names.Split(' ').Select(name => (name, entry.Value))).ToDictionary(pair => pair.name, pair => pair.Value);
}
