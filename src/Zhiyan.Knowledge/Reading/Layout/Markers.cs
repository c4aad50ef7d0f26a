using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>What the first characters of a line say about it.</summary>
internal static partial class Markers
{
    public static bool IsItem(string text) => IsBullet(text) || Number().IsMatch(text);

    public static bool IsBullet(string text) => Bullet().IsMatch(text);

    /// <summary>A word that is nothing but the sign before an item.</summary>
    public static bool IsMarker(string word) => word.Length <= 5 && Marker().IsMatch(word);

    public static bool IsCaption(string text) => Caption().IsMatch(text);

    /// <summary>Nothing but the number of a page, with or without how many there are.</summary>
    public static bool IsPageNumber(string text) => PageNumber().IsMatch(text);

    /// <summary>How deep a numbered heading lies, 1 for "2 Method" or "第三章"; 0 where it has no number.</summary>
    public static int HeadingDepth(string text)
    {
        if (Section().Match(text) is { Success: true } section) return section.Groups[1].Value.TrimEnd('.').Count(character => character == '.') + 1;
        if (Chapter().IsMatch(text)) return 1;
        return 0;
    }

    [GeneratedRegex(@"^(?:[•◦▪▫■□●○‣➢➤◆◇★·∙*‒–—\uf0b7\uf0a7]|-)(?:\s|(?=\p{Lo}))|^[•◦▪●■‣➢\uf0b7\uf0a7]\S")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^(?:[•◦▪▫■□●○‣➢➤◆◇★·∙*‒–—\uf0b7\uf0a7o-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\[\d{1,3}\]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,3}[、．]|[①-⑳])$")]
    private static partial Regex Marker();

    [GeneratedRegex(@"^(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s|\[\d{1,3}\]\s?|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,3}[、．]|[①-⑳])")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:(?:Figure|Fig\.?|Table|Listing|Algorithm|Scheme|Chart|Exhibit|Plate)\s?[A-Z]?\d+(?:[.\-]\d+)*\s*(?:[.:|–—-]|$)|(?:图|圖|表|附图|附表|附圖)\s?[\d一二三四五六七八九十]+(?:[.\-－–]\d+)*(?:[\s:：.、．]|$))", RegexOptions.IgnoreCase)]
    private static partial Regex Caption();

    [GeneratedRegex(@"^[\s\-–—·|/]*(?:(?:page|p\.|seite)\s*)?(?:\d{1,5}|[ivxlc]{1,7})(?:\s*(?:/|of|von|\|)\s*\d{1,5})?[\s\-–—·|/]*$|^第\s*[\d一二三四五六七八九十百]+\s*[页頁](?:\s*[，,/]?\s*共\s*[\d一二三四五六七八九十百]+\s*[页頁])?$", RegexOptions.IgnoreCase)]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"^(\d{1,2}(?:\.\d{1,2}){0,4}\.?)\s+\p{L}|^([A-Z]\.?\d*(?:\.\d+)*)\s+\p{Lu}")]
    private static partial Regex Section();

    [GeneratedRegex(@"^(?:第[一二三四五六七八九十百\d]+[章节節篇部卷回]|Chapter\s+\w+|Part\s+[IVX\d]+\b|Appendix\s+\w)", RegexOptions.IgnoreCase)]
    private static partial Regex Chapter();
}
