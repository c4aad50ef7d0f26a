using System.Runtime.CompilerServices;
using System.Text;
using AngleSharp.Dom;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>Writes the elements of a page as blocks, in their order. One page, one thread.</summary>
internal sealed class HtmlBlocks(DocumentBuilder builder, Func<IElement, bool> isNoise, CancellationToken cancellation)
{
    private readonly RunningText words = new();
    private readonly List<string> captions = [];
    private (BlockKind Kind, int Level) block = (BlockKind.Paragraph, 0);
    private int listDepth;
    private bool isCell, isQuoted;

    public void Write(IElement root)
    {
        WriteChildren(root);
        Flush();
    }

    /// <summary>The words of a table's cell.</summary>
    private RunningText Cell(IElement cell)
    {
        var inner = new HtmlBlocks(builder, isNoise, cancellation) { isCell = true };
        inner.WriteChildren(cell);
        return inner.words;
    }

    private void WriteChildren(INode parent)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        cancellation.ThrowIfCancellationRequested();
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text) words.Append(text.Data);
            else if (node is IElement element && !IsHidden(element) && !isNoise(element)) Write(element, element.LocalName);
        }
    }

    private void Write(IElement element, string name)
    {
        switch (name)
        {
            case "br":
                words.BreakLine();
                break;
            case "img" or "area":
                WriteImage(element);
                break;
            case "a":
                WriteLink(element);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                WriteAs(BlockKind.Heading, name[1] - '0', element);
                break;
            case "figcaption" or "caption":
                WriteAs(BlockKind.Caption, 0, element);
                break;
            case "blockquote":
                bool wasQuoted = isQuoted;
                isQuoted = true;
                WriteAs(BlockKind.Quote, 0, element);
                isQuoted = wasQuoted;
                break;
            case "pre" when !isCell:
                Flush();
                builder.Add(BlockKind.Code, Raw(element).TrimEnd());
                break;
            case "ul" or "ol" or "dir":
                WriteList(element);
                break;
            case "table" when !isCell && HtmlTable.Of(element) is { } table:
                WriteTable(table);
                break;
            case "math":
                words.Append(element.GetAttribute("alttext") ?? element.TextContent);
                break;
            case "td" or "th":
                words.Append(" ");
                WriteBlock(element);
                break;
            default:
                if (IsInline(name)) WriteChildren(element);
                else WriteBlock(element);
                break;
        }
    }

    private void WriteBlock(IElement element)
    {
        Flush();
        WriteChildren(element);
        Flush();
    }

    private void WriteAs(BlockKind kind, int level, IElement element)
    {
        Flush();
        var outer = block;
        block = (kind, level);
        WriteBlock(element);
        block = outer;
    }

    private void WriteList(IElement list)
    {
        Flush();
        listDepth++;
        var outer = block;
        int number = int.TryParse(list.GetAttribute("start"), out int start) ? start : 1;
        foreach (var item in list.Children)
        {
            if (IsHidden(item) || isNoise(item)) continue;
            if (item.LocalName is not "li")
            {
                Write(item, item.LocalName);
                continue;
            }
            block = (BlockKind.ListItem, Math.Min(listDepth, 6));
            if (int.TryParse(item.GetAttribute("value"), out int value)) number = value;
            if (list.LocalName is "ol" && item.TextContent.AsSpan().Trim().Length > 0) words.Append($"{number++}. ");
            WriteChildren(item);
            Flush();
        }
        block = outer;
        listDepth--;
    }

    private void WriteTable(HtmlTable table)
    {
        Flush();
        if (table.Caption is { } caption) WriteAs(BlockKind.Caption, 0, caption);
        var kind = BlockKind.TableHead;
        foreach (var row in table.Rows(Cell))
        {
            var line = new StringBuilder();
            var links = new List<Link>();
            foreach (var cell in row)
            {
                if (cell.Index > 0) line.Append('\t');
                links.AddRange(cell.Words.Links.Select(link => link with { Start = link.Start + line.Length, End = link.End + line.Length }));
                line.Append(cell.Words.ToString().Replace('\n', ' '));
            }
            if (builder.Add(kind, line.ToString()) is not { } added) continue;
            kind = BlockKind.TableRow;
            foreach (var link in links) builder.AddLink(added.Start + link.Start, Math.Min(added.Start + link.End, added.End), link.Target);
        }
    }

    private void WriteLink(IElement element)
    {
        int start = words.Next;
        int blocksBefore = builder.BlockCount;
        WriteChildren(element);
        var target = element.GetAttribute("href")?.Trim();
        if (string.IsNullOrEmpty(target) || target[0] == '#' || target.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)) return;
        if (builder.BlockCount == blocksBefore && start < words.Length) words.AddLink(start, target);
    }

    /// <summary>A short description stands for a sign in the sentence; a longer one describes the picture.</summary>
    private void WriteImage(IElement image)
    {
        var alt = image.GetAttribute("alt")?.Trim();
        if (string.IsNullOrEmpty(alt)) return;
        if (isCell || alt.Length <= 3) words.Append(alt);
        else captions.Add(alt);
    }

    private void Flush()
    {
        if (isCell)
        {
            words.Append(" ");
            return;
        }
        builder.Add(block.Kind, words, block.Level);
        if (!words.IsEmpty && block.Kind is BlockKind.ListItem) block = (isQuoted ? BlockKind.Quote : BlockKind.Paragraph, 0);
        words.Clear();
        foreach (var caption in captions) builder.AddCaption(caption);
        captions.Clear();
    }

    private static string Raw(IElement pre)
    {
        var raw = new StringBuilder();
        foreach (var node in pre.GetDescendants())
        {
            if (node is IText text) raw.Append(text.Data);
            else if (node is IElement { LocalName: "br" } && (raw.Length == 0 || raw[^1] != '\n')) raw.Append('\n');
        }
        return raw.ToString();
    }

    private static bool IsHidden(IElement element) => element.LocalName is "script" or "style" or "template" or "noscript" or "iframe" or "object" or "svg" or "canvas" or "head" or "title"
            or "input" or "select" or "textarea" or "button" or "rt" or "rp" or "audio" or "video" or "annotation" or "link" or "meta"
        || element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") is "true" && element.LocalName is not ("math" or "img")
        || element.GetAttribute("style") is { } style && style.Replace(" ", "").Contains("display:none", StringComparison.OrdinalIgnoreCase);

    private static bool IsInline(string name) => name is "span" or "b" or "strong" or "i" or "em" or "u" or "s" or "del" or "ins" or "mark" or "small" or "big" or "sub" or "sup" or "code" or "kbd"
        or "samp" or "var" or "tt" or "font" or "abbr" or "acronym" or "cite" or "dfn" or "q" or "time" or "label" or "bdi" or "bdo" or "ruby" or "rb" or "wbr" or "data" or "output" or "picture"
        or "source" or "nobr" or "strike" or "slot" or "o:p" || name.Contains('-');
}
