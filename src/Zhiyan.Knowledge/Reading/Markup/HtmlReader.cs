using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>Web pages: what a reader of the page came for, without scripts and the site's own navigation.</summary>
internal sealed partial class HtmlReader : IDocumentReader
{
    /// <summary>Where a page declares its encoding.</summary>
    private const int HeadBytes = 4096;

    public bool Reads(SourceFile file) => (file.Ending is ".html" or ".htm" or ".xhtml" or ".shtml" || Begins(file.Content.Span)) && TextDecoding.IsText(file.Content.Span);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var page = Parse(DecodedFile.Text(file, limits, Declared(file.Content.Span)));
        clock.Cancellation.ThrowIfCancellationRequested();
        var builder = new DocumentBuilder(limits);
        var content = new HtmlContent(page);
        builder.Title = content.Title;
        var blocks = new HtmlBlocks(builder, content.IsNoise, clock.Cancellation);
        if (content.LostHeading is { } heading) builder.Add(BlockKind.Heading, heading, 1);
        blocks.Write(content.Root);
        if (builder.BlockCount == 0 && page.Body is { } body) new HtmlBlocks(builder, _ => false, clock.Cancellation).Write(body);
        return builder.Build();
    }

    /// <summary>Safe for pages nested without end.</summary>
    public static IHtmlDocument Parse(string html, bool isXml = false) => new HtmlParser().ParseDocument(HtmlNesting.Bounded(isXml || IsXml(html) ? EmptyElement().Replace(html, "<$1$2></$1>") : html));

    public static string? Declared(ReadOnlySpan<byte> bytes)
    {
        var head = System.Text.Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, HeadBytes)]);
        var match = Charset().Match(head);
        return match.Success ? match.Groups[1].Value : null;
    }

    private static bool Begins(ReadOnlySpan<byte> bytes)
    {
        var head = TextDecoding.Decode(bytes[..Math.Min(bytes.Length, 512)]).TrimStart();
        return head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<?xml", StringComparison.Ordinal) && head.Contains("<html", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsXml(string html) => html.AsSpan(0, Math.Min(html.Length, 1024)) is var head
        && (head.TrimStart().StartsWith("<?xml") || head.Contains("http://www.w3.org/1999/xhtml", StringComparison.Ordinal));

    /// <summary>In XML an element may end in its own tag; in HTML an empty title would swallow the page.</summary>
    [GeneratedRegex(@"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)([A-Za-z][A-Za-z0-9]{0,20})((?:\s[^<>]{0,2000})?)/>")]
    private static partial Regex EmptyElement();

    [GeneratedRegex("""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-:]{2,30})""", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();
}
