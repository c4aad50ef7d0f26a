using System.Text.RegularExpressions;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>What a task asks for, as its words tell, and whether code alone can do it: then each part is searched and nothing is left to a model.</summary>
internal sealed partial record ReadTask(ReadKind Kind, ReadMethod Method, IReadOnlyList<Regex> Patterns)
{
    private static readonly (Regex Words, string Pattern)[] known =
    [
        (Mail(), @"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"),
        (Address(), @"https?://[^\s<>""'）)\]，。]+"),
        (Phone(), @"(?<!\d)(?:\+?\d{1,3}[ -]?)?(?:1[3-9]\d{9}|\(?0\d{2,3}\)?[ -]?\d{7,8}|\(?\d{3}\)?[ -]\d{3}[ -]\d{4})(?!\d)"),
        (Money(), @"(?:[￥¥$€£]\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:万|亿|million|billion))?|\d[\d,]*(?:\.\d+)?\s?(?:万元|亿元|元|美元|欧元|dollars|yuan|USD|RMB))"),
        (Date(), @"\d{4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\b\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)(?:\s+\d{4})?"),
    ];

    /// <summary>The columns of each row; none for a list of single things.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public static ReadTask Of(ReadRequest request, Document document)
    {
        var task = request.Task;
        var kind = request.Other is not null ? ReadKind.Compare : request.Kind ?? KindOf(task);
        if (kind is ReadKind.Compare) return new(kind, ReadMethod.Comparison, []);
        if (kind is not ReadKind.List) return new(kind, ReadMethod.Model, []);
        if (request.Columns.Count > 0) return new(kind, ReadMethod.Model, []) { Columns = request.Columns };
        var forms = Forms(task);
        if (forms.Count > 0) return new(kind, ReadMethod.Pattern, forms);
        if (Headings().IsMatch(task) && document.Blocks.Any(block => block.Kind is BlockKind.Heading)) return new(kind, ReadMethod.Structure, []);
        var patterns = known.Where(one => one.Words.IsMatch(task)).Select(one => new Regex(one.Pattern, RegexOptions.None, TimeSpan.FromSeconds(10))).ToList();
        if (patterns.Count > 0 && All().IsMatch(task)) return new(kind, ReadMethod.Pattern, patterns);
        return new(kind, ReadMethod.Model, []) { Columns = ColumnsOf(task) };
    }

    private static ReadKind KindOf(string task)
    {
        if (Translate().IsMatch(task)) return ReadKind.Translate;
        if (OverEach().IsMatch(task)) return ReadKind.Answer;
        if (List().IsMatch(task)) return ReadKind.List;
        return Summarise().IsMatch(task) ? ReadKind.Summarise : ReadKind.Answer;
    }

    /// <summary>The columns that a task names after the word table: 'as a table: person, place', 提取成表格：人物、地点.</summary>
    private static IReadOnlyList<string> ColumnsOf(string task) => Table().Match(task) is { Success: true } table
        ? [.. Comma().Split(table.Groups["columns"].Value).Select(name => name.Trim(' ', '.', '。', ':', '：')).Where(name => name.Length is > 0 and <= ReadRequest.LongestColumn).Distinct().Take(ReadRequest.MostColumns)]
        : [];

    /// <summary>Forms that the task quotes with a blank in them, as 'Mr. &lt;surname&gt;': the blank is a capitalised word, a number, or a few Chinese characters.</summary>
    private static List<Regex> Forms(string task) =>
    [
        .. Quoted().Matches(task).Select(match => match.Groups["form"].Value).Where(form => Blank().IsMatch(form)).Select(form => new Regex(
            $"(?<![A-Za-z0-9]){string.Join("", Blank().Split(form).Select((part, at) => at % 2 == 0 ? Regex.Escape(part).Replace("\\ ", @"\s+") : BlankOf(part, form)))}(?![A-Za-z0-9])",
            RegexOptions.None, TimeSpan.FromSeconds(10))),
    ];

    private static string BlankOf(string name, string form)
    {
        if (Numeric().IsMatch(name)) return @"[\d零一二三四五六七八九十百千万]+";
        return form.Any(c => c is >= '\u4e00' and <= '\u9fff') ? @"[\u4e00-\u9fff]{1,12}?" : @"[A-Z]\p{Ll}+(?:[A-Z]\p{Ll}+)?(?:-[A-Z]\p{Ll}+)?";
    }

    [GeneratedRegex(@"翻译|譯|译成|\btranslate\b", RegexOptions.IgnoreCase)]
    private static partial Regex Translate();

    [GeneratedRegex(@"列出|列舉|列举|找出|提取|抽取|清单|清單|有哪些|\b(list|extract|find all|enumerate)\b|\b(every|each|all)\b", RegexOptions.IgnoreCase)]
    private static partial Regex List();

    [GeneratedRegex(@"(在|对|對)?(每|各)一?(章|回|节|節|行|页|頁|部分).*[?？吗嗎什么麼谁誰哪几幾何]|\b(for|in|over) (each|every) (chapter|section|part|row|page)\b.*(\?|\b(what|who|where|when|why|how|which|whether)\b)|\b(what|who|where|when|why|how|which)\b.*\b(in|of) (each|every) (chapter|section|part|row|page)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OverEach();

    [GeneratedRegex(@"(表格?|\btable\b)[^:：]{0,24}[:：](?<columns>[^\n。.]{2,400})", RegexOptions.IgnoreCase)]
    private static partial Regex Table();

    [GeneratedRegex(@"[,，、;；|]|\band\b|和|与")]
    private static partial Regex Comma();

    [GeneratedRegex(@"总结|總結|概括|摘要|梗概|大意|归纳|\bsummar(y|ise|ize|ies)\b|\boverview\b|\bgist\b", RegexOptions.IgnoreCase)]
    private static partial Regex Summarise();

    [GeneratedRegex(@"回目|目录|目錄|章节标题|章節標題|各章.{0,4}(标题|名)|(全部|所有|每).{0,8}(章|回|节|節|标题|標題)|\b(table of contents|headings?)\b|\b(titles?|names?)\b.{0,20}\b(chapters?|sections?|stories)\b|\b(chapter|section)s?\b.{0,12}\b(titles?|names?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Headings();

    [GeneratedRegex(@"全部|所有|每|列出|\b(all|every|each|list)\b", RegexOptions.IgnoreCase)]
    private static partial Regex All();

    [GeneratedRegex(@"['‘""“「](?<form>[^'’""”」]{2,60})['’""”」]")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[<＜〈\[]([^<>＜＞〈〉\[\]]{1,20})[>＞〉\]]|(?<!\p{L})(X{1,3}|…|\.\.\.)(?!\p{L})")]
    private static partial Regex Blank();

    [GeneratedRegex(@"number|digit|数|號|号|\bN\b", RegexOptions.IgnoreCase)]
    private static partial Regex Numeric();

    [GeneratedRegex(@"邮箱|郵箱|电子邮件|\be-?mails?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Mail();

    [GeneratedRegex(@"网址|網址|链接|連結|\b(urls?|links?|web addresses)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"电话|電話|手机号|\b(phone|telephone) numbers?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Phone();

    [GeneratedRegex(@"金额|金額|价格|價格|\b(amounts?|prices?|sums? of money)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Money();

    [GeneratedRegex(@"日期|\bdates?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Date();
}
