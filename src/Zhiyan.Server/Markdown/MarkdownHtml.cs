using AngleSharp.Dom;
using Ganss.Xss;
using Markdig.Parsers;

namespace Zhiyan.Server.Markdown;

/// <summary>A message's Markdown as HTML that is safe to put into a page. May be called by many threads at once.</summary>
internal static class MarkdownHtml
{
    /// <summary>Longer messages are shown as the text they are.</summary>
    public const int LongestMarkdown = 2 << 20;

    private static readonly string[] Elements =
    [
        "a", "blockquote", "br", "button", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "span",
        "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
    ];

    private static readonly string[] Attributes =
        ["alt", "class", "data-src", "href", "loading", "referrerpolicy", "rel", "src", "start", "target", "title", "type"];

    // The renderer writes nothing else; this is the second lock on the same door.
    private static readonly HtmlSanitizer Sanitizer = CreateSanitizer();

    public static string Render(string markdown, MarkdownOptions options)
    {
        if (markdown.Length > LongestMarkdown) return AsText(markdown);
        using var writer = new StringWriter();
        try
        {
            new MessageRenderer(writer, options).Render(MarkdownParser.Parse(markdown, Dialect.Pipeline));
        }
        catch (ArgumentException)       // Markdig's answer to nesting beyond its limit
        {
            return AsText(markdown);
        }

        return Sanitized(writer.ToString());
    }

    /// <summary>What of some HTML may stand in a page.</summary>
    internal static string Sanitized(string html) => Sanitizer.Sanitize(html);

    private static string AsText(string markdown) =>
        $"<p class=\"unformatted\">{System.Net.WebUtility.HtmlEncode(markdown.Replace('\0', '\uFFFD'))}</p>";

    private static HtmlSanitizer CreateSanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = Elements.ToHashSet(StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = Attributes.ToHashSet(StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(["http", "https", "mailto"], StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(["data-src", "href", "src"], StringComparer.OrdinalIgnoreCase),
        });
        sanitizer.FilterUrl += (_, filtered) =>
        {
            if (!LinkAddress.MayBeFollowed(filtered.OriginalUrl)) filtered.SanitizedUrl = null;
        };
        sanitizer.PostProcessNode += (_, processed) =>
        {
            if (processed.Node is IElement { LocalName: "img" } image && !image.HasAttribute("src")) image.Remove();
        };
        return sanitizer;
    }
}
