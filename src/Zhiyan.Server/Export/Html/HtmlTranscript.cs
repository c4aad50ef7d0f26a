using System.Net;
using System.Text;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax.Inlines;
using Zhiyan.Server.Markdown;

namespace Zhiyan.Server.Export.Html;

/// <summary>A chat as one HTML file that loads nothing and runs nothing: messages can only become the elements that Markdown has, and links only to the web and mail.</summary>
internal sealed class HtmlTranscript : ITranscriptWriter
{
    private static readonly string Style = ReadStyle();

    public string MediaType => "text/html; charset=utf-8";

    public string Extension => ".html";

    public void Write(Transcript transcript, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var title = Text(PlainText.Line(transcript.Title));
        writer.Write($"""
            <!DOCTYPE html>
            <html lang="{Text(transcript.Language)}">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{title}</title>
            <style>
            {Style}</style>
            </head>
            <body>
            <header>
            <h1>{title}</h1>
            {Time(transcript.Created)}
            </header>
            <main>

            """.ReplaceLineEndings("\n"));
        var renderer = Renderer(writer);
        foreach (var turn in transcript.Turns) Write(turn, transcript.Labels, writer, renderer);
        writer.Write("</main>\n</body>\n</html>\n");
    }

    private static void Write(TranscriptTurn turn, TranscriptLabels labels, StreamWriter writer, HtmlRenderer renderer)
    {
        writer.Write($"<article class=\"{(turn.Role == TurnRole.User ? "user" : "assistant")}\">\n");
        writer.Write($"<div class=\"head\"><strong>{Text(PlainText.Line(turn.Name))}</strong> {Time(turn.At)}</div>\n");
        if (!string.IsNullOrWhiteSpace(turn.Reasoning))
        {
            writer.Write($"<details><summary>{Text(labels.Reasoning)}</summary>\n");
            renderer.Render(MarkdownTree.Parse(turn.Reasoning));
            writer.Write("</details>\n");
        }
        // Direction and language follow the message, which need not be in the language of the page.
        writer.Write("<div class=\"body\" dir=\"auto\">\n");
        renderer.Render(MarkdownTree.Parse(turn.Markdown));
        writer.Write("</div>\n");
        if (turn.Files is { Count: > 0 } files)
            writer.Write($"<p class=\"files\"><strong>{Text(labels.Files)}</strong> {string.Join(" · ", files.Select(file => Text($"{PlainText.Line(file.Name)} ({PlainText.Size(file.Bytes)})")))}</p>\n");
        writer.Write("</article>\n");
    }

    private static HtmlRenderer Renderer(TextWriter writer)
    {
        var renderer = new HtmlRenderer(writer);
        Dialect.Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<LinkInlineRenderer>(new Link());
        renderer.ObjectRenderers.ReplaceOrAdd<AutolinkInlineRenderer>(new BareLink());
        renderer.ObjectRenderers.Add(new InlineFormula());
        renderer.ObjectRenderers.Add(new DisplayedFormula());
        return renderer;
    }

    private static string Time(DateTimeOffset at) => $"<time datetime=\"{at:yyyy-MM-ddTHH:mm:sszzz}\">{PlainText.Time(at)}</time>";

    private static string Text(string text) => WebUtility.HtmlEncode(PlainText.Clean(text));

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlTranscript).Assembly.GetManifestResourceStream("Export.transcript.css")!);
        return reader.ReadToEnd();
    }

    private static void OpenLink(HtmlRenderer renderer, Uri target) =>
        renderer.Write("<a rel=\"noopener noreferrer nofollow\" href=\"").Write(WebUtility.HtmlEncode(target.AbsoluteUri)).Write("\">");

    /// <summary>Links and, by name only, pictures: opening the file tells nobody that it was opened.</summary>
    private sealed class Link : HtmlObjectRenderer<LinkInline>
    {
        protected override void Write(HtmlRenderer renderer, LinkInline link)
        {
            var target = SafeLink.Parse(link.Url);
            // A link inside a link is not HTML.
            if (target is not null && link.Parent?.FindParentOfType<LinkInline>().Any() != true) OpenLink(renderer, target);
            else target = null;
            if (link.FirstChild is null) renderer.WriteEscape(link.Url ?? "");
            else renderer.WriteChildren(link);
            if (target is not null) renderer.Write("</a>");
        }
    }

    private sealed class BareLink : HtmlObjectRenderer<AutolinkInline>
    {
        protected override void Write(HtmlRenderer renderer, AutolinkInline link)
        {
            var target = SafeLink.Parse(link.IsEmail ? "mailto:" + link.Url : link.Url);
            if (target is not null) OpenLink(renderer, target);
            renderer.WriteEscape(link.Url);
            if (target is not null) renderer.Write("</a>");
        }
    }

    private sealed class InlineFormula : HtmlObjectRenderer<FormulaInline>
    {
        protected override void Write(HtmlRenderer renderer, FormulaInline formula) =>
            renderer.Write("<code class=\"math\">").WriteEscape(PlainText.Clean(formula.Source)).Write("</code>");
    }

    private sealed class DisplayedFormula : HtmlObjectRenderer<FormulaBlock>
    {
        protected override void Write(HtmlRenderer renderer, FormulaBlock formula)
        {
            renderer.EnsureLine();
            renderer.Write("<pre class=\"math\"><code class=\"math\">").WriteEscape(PlainText.Clean(formula.Source)).WriteLine("</code></pre>");
        }
    }
}
