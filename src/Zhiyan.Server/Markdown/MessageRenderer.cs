using System.Text;
using System.Text.RegularExpressions;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Zhiyan.Server.Markdown;

/// <summary>Writes a message as HTML. The browser writes the same elements while a reply streams (web/source/markdown/dialect.ts).</summary>
internal sealed partial class MessageRenderer : HtmlRenderer
{
    private readonly MarkdownOptions options;

    public MessageRenderer(TextWriter writer, MarkdownOptions options)
        : base(writer)
    {
        this.options = options;
        Dialect.Pipeline.Setup(this);
        ObjectRenderers.Replace<CodeBlockRenderer>(new Blocks<CodeBlock>(Code));
        ObjectRenderers.Replace<HtmlTableRenderer>(new Blocks<Table>(Table));
        ObjectRenderers.Replace<HtmlTaskListRenderer>(new Blocks<TaskList>(task => Write(task.Checked ? "<span class=\"task\">☑</span>" : "<span class=\"task\">☐</span>")));
        ObjectRenderers.Replace<LinkInlineRenderer>(new Blocks<LinkInline>(Link));
        ObjectRenderers.Replace<AutolinkInlineRenderer>(new Blocks<AutolinkInline>(Autolink));
        ObjectRenderers.Add(new Blocks<FormulaBlock>(formula => Formula("div", formula.Source, display: true)));
        ObjectRenderers.Add(new Blocks<FormulaInline>(formula => Formula("span", formula.Source, formula.Display)));
    }

    private void Formula(string element, string source, bool display) =>
        Write($"<{element} class=\"math {(display ? "math-display" : "math-inline")}\">").WriteEscape(source).Write($"</{element}>");

    private void Code(CodeBlock code)
    {
        string language = code is FencedCodeBlock { Info: { } info } ? Language().Match(info).Value : "";
        Write("<div class=\"code-block\"><pre><code");
        if (language.Length > 0) Write(" class=\"language-").Write(language.ToLowerInvariant()).Write('"');
        Write('>');
        WriteLeafRawLines(code, true, true);
        Write("</code></pre></div>");
    }

    private void Table(Table table)
    {
        Write("<div class=\"table-block\"><div class=\"table-scroll\"><table>");
        bool inBody = false;
        foreach (var row in table.Cast<TableRow>())
        {
            if (row.IsHeader) Write("<thead>");
            else if (!inBody) Write("<tbody>");
            inBody |= !row.IsHeader;
            Write("<tr>");
            for (int i = 0; i < row.Count; i++) Cell((TableCell)row[i], row.IsHeader ? "th" : "td", i < table.ColumnDefinitions.Count ? table.ColumnDefinitions[i].Alignment : null);
            Write("</tr>");
            if (row.IsHeader) Write("</thead>");
        }

        if (inBody) Write("</tbody>");
        Write("</table></div></div>");
    }

    private void Cell(TableCell cell, string element, TableColumnAlign? align)
    {
        Write('<').Write(element);
        if (align is { } side) Write(" class=\"align-").Write(side.ToString().ToLowerInvariant()).Write('"');
        Write('>');
        bool outer = ImplicitParagraph;
        ImplicitParagraph = true;
        WriteChildren(cell);
        ImplicitParagraph = outer;
        Write("</").Write(element).Write('>');
    }

    private void Link(LinkInline link)
    {
        string url = link.Url ?? "";
        if (link.IsImage) Image(url, WordsOf(link), link.Title);
        else if (IsWithinLink(link) || !LinkAddress.MayBeFollowed(url)) WriteChildren(link);
        else
        {
            Opening(url, link.Title);
            WriteChildren(link);
            Closing(url, WordsOf(link));
        }
    }

    private void Autolink(AutolinkInline link)
    {
        string url = link.IsEmail ? "mailto:" + link.Url : link.Url;
        bool followed = LinkAddress.MayBeFollowed(url) && !IsWithinLink(link);
        if (followed) Opening(url, title: null);
        WriteEscape(link.Url);
        if (followed) Closing(url, link.Url);
    }

    private void Opening(string url, string? title)
    {
        Write("<a href=\"").WriteEscapeUrl(url);
        Write('"');
        Title(title);
        Write(url.StartsWith('#') ? ">" : " rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
    }

    private void Closing(string url, string words)
    {
        Write("</a>");
        if (LinkAddress.UnexpectedHost(words, url) is { } host) Write(" <span class=\"link-host\">(").WriteEscape(host).Write(")</span>");
    }

    private void Image(string url, string words, string? title)
    {
        if (LinkAddress.IsAttachment(url) || (LinkAddress.IsRemote(url) && options.RemoteImages))
        {
            Write("<img src=\"").WriteEscapeUrl(url);
            Write("\" alt=\"").WriteEscape(words).Write("\" loading=\"lazy\" referrerpolicy=\"no-referrer\"");
            Title(title);
            Write('>');
        }
        else if (LinkAddress.IsRemote(url))
        {
            Write("<button type=\"button\" class=\"blocked-image\" data-src=\"").WriteEscapeUrl(url);
            Write("\"><span class=\"blocked-image-words\">").WriteEscape(words).Write("</span> <span class=\"blocked-image-host\">");
            WriteEscape(LinkAddress.HostOf(url)).Write("</span></button>");
        }
        else WriteEscape(words);
    }

    private void Title(string? title)
    {
        if (!string.IsNullOrEmpty(title)) Write(" title=\"").WriteEscape(title).Write('"');
    }

    private static bool IsWithinLink(Inline inline)
    {
        for (var outer = inline.Parent; outer is not null; outer = outer.Parent)
            if (outer is LinkInline { IsImage: false }) return true;
        return false;
    }

    private static string WordsOf(ContainerInline words)
    {
        var text = new StringBuilder();
        foreach (var inline in words.Descendants())
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                FormulaInline formula => formula.Source,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                AutolinkInline link => link.Url,
                LineBreakInline => "\n",
                _ => "",
            });
        return text.ToString();
    }

    // The first word of a fence's info, as far as it is a name; it becomes part of a class.
    [GeneratedRegex(@"\A[A-Za-z0-9+#._-]{1,40}")]
    private static partial Regex Language();

    private sealed class Blocks<T>(Action<T> write) : HtmlObjectRenderer<T> where T : MarkdownObject
    {
        protected override void Write(HtmlRenderer renderer, T shown) => write(shown);
    }
}
