using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>Which part of a page is its content. Where the page does not say, all of it is, but for what is named as navigation.</summary>
internal sealed partial class HtmlContent
{
    /// <summary>A page's main element with less text is believed only where it holds a good part of the page: characters.</summary>
    private const int EnoughText = 200;

    private readonly IHtmlDocument page;

    public HtmlContent(IHtmlDocument page)
    {
        this.page = page;
        Root = FindRoot();
        var heading = page.QuerySelectorAll("h1").FirstOrDefault(element => !string.IsNullOrWhiteSpace(element.TextContent));
        var name = heading is null ? null : Words(heading);
        Title = Words(page.Title) is { Length: > 0 } title ? name is { Length: > 1 } && title.Contains(name, StringComparison.OrdinalIgnoreCase) ? name : title : name;
        LostHeading = heading is not null && Root.QuerySelector("h1") is null && !IsInNoise(heading) ? name : null;
    }

    public IElement Root { get; }

    public string? Title { get; }

    /// <summary>The page's heading where it stands outside its content.</summary>
    public string? LostHeading { get; }

    public bool IsNoise(IElement element)
    {
        if (element == Root) return false;
        if (element.LocalName is "nav" or "dialog" or "menu") return true;
        if (element.GetAttribute("role") is "navigation" or "banner" or "contentinfo" or "search" or "menu" or "menubar" or "dialog" or "alertdialog") return true;
        if (element.LocalName is "header" or "footer" && !IsInContent(element)) return element.QuerySelector("h1") is null;
        bool isNamed = element.LocalName is "aside" || Name().IsMatch($"{element.Id} {element.ClassName}");
        return isNamed && element.LocalName is not ("body" or "main" or "article" or "html" or "a" or "span") && LinkShare(element) > 0.5;
    }

    private IElement FindRoot()
    {
        var body = page.Body ?? page.DocumentElement;
        var mains = page.QuerySelectorAll("main, [role=main]");
        var candidate = mains.Length > 0 ? mains[0] : page.QuerySelectorAll("article") is { Length: 1 } articles ? articles[0] : null;
        if (candidate is null || candidate == body) return body;
        int length = TextLength(candidate);
        return length >= EnoughText || length * 4 >= TextLength(body) ? candidate : body;
    }

    private bool IsInNoise(IElement element)
    {
        for (var parent = element.ParentElement; parent is not null; parent = parent.ParentElement)
            if (parent.LocalName is "nav" or "aside" or "footer") return true;
        return false;
    }

    private bool IsInContent(IElement element)
    {
        for (var parent = element.ParentElement; parent is not null; parent = parent.ParentElement)
            if (parent == Root && Root.LocalName is not "body" || parent.LocalName is "article" or "main" or "section" or "figure" or "blockquote") return true;
        return false;
    }

    private static double LinkShare(IElement element)
    {
        int all = TextLength(element);
        return all == 0 ? 1 : element.QuerySelectorAll("a").Sum(TextLength) / (double)all;
    }

    private static int TextLength(IElement element)
    {
        int length = 0;
        foreach (var node in element.GetDescendants())
            if (node is IText text && text.ParentElement?.LocalName is not ("script" or "style" or "template" or "noscript"))
                foreach (var character in text.Data)
                    if (!char.IsWhiteSpace(character)) length++;
        return length;
    }

    private static string Words(IElement element) => Words(element.TextContent);

    private static string Words(string? text)
    {
        var words = new RunningText();
        words.Append(text ?? "");
        return words.ToString();
    }

    [GeneratedRegex(@"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|cookies?|pagination|pager|share|social|ads?|advert\w*|related|toc|footer|skip-?\w*)(?:$|[\s_-])", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
