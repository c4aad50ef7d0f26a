using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>The parser's tree as a row of blocks over the source. A block has its marks in it: what lies between blocks is white space.</summary>
internal sealed class MarkdownBlocks(string text)
{
    private readonly List<Block> blocks = [];

    public IReadOnlyList<Block> Of(MarkdownDocument syntax)
    {
        AddAll(syntax, 0);
        blocks.Sort((one, other) => one.Start != other.Start ? one.Start.CompareTo(other.Start) : other.End.CompareTo(one.End));
        return Filled();
    }

    private void AddAll(ContainerBlock container, int listDepth)
    {
        foreach (var child in container) Add(child, listDepth);
    }

    private void Add(Markdig.Syntax.Block syntax, int listDepth)
    {
        switch (syntax)
        {
            case HeadingBlock heading:
                Add(BlockKind.Heading, heading.Span, heading.Level);
                break;
            case QuoteBlock quote:
                Add(BlockKind.Quote, quote.Span);
                break;
            case CodeBlock code:
                Add(BlockKind.Code, code.Span);
                break;
            case Table table:
                AddTable(table.Span);
                break;
            case Footnote note:
                Add(BlockKind.Note, note.Span);
                break;
            case ListItemBlock item:
                AddItem(item, listDepth);
                break;
            case LinkReferenceDefinitionGroup or LinkReferenceDefinition or BlankLineBlock:
                break;
            case ContainerBlock container:
                AddAll(container, container is ListBlock ? listDepth + 1 : listDepth);
                break;
            default:
                Add(BlockKind.Paragraph, syntax.Span);
                break;
        }
    }

    /// <summary>The item's mark and its first paragraph are the item; what else it holds stands for itself.</summary>
    private void AddItem(ListItemBlock item, int listDepth)
    {
        bool hasWords = item.Count > 0 && item[0] is ParagraphBlock;
        if (hasWords) Add(BlockKind.ListItem, new SourceSpan(item.Span.Start, item[0].Span.End), Math.Min(listDepth, 6));
        foreach (var child in item.Skip(hasWords ? 1 : 0)) Add(child, listDepth);
    }

    /// <summary>A row is a line; the line of dashes belongs to the head.</summary>
    private void AddTable(SourceSpan span)
    {
        int first = blocks.Count;
        foreach (var line in TextLine.All(text[span.Start..Math.Min(span.End + 1, text.Length)]))
        {
            if (line.IsBlank) continue;
            int start = span.Start + line.Start, end = span.Start + line.End;
            bool isRule = text.AsSpan(start, end - start).IndexOfAnyExcept("|:-+= \t") < 0;
            if (isRule && blocks.Count > first) blocks[^1] = blocks[^1] with { End = end };
            else blocks.Add(new Block(blocks.Count == first ? BlockKind.TableHead : BlockKind.TableRow, start, end));
        }
    }

    private void Add(BlockKind kind, SourceSpan span, int level = 0)
    {
        int start = Math.Max(span.Start, 0), end = Math.Min(span.End + 1, text.Length);
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (end > start) blocks.Add(new Block(kind, start, end, level));
    }

    /// <summary>What no block holds (a link's definition, an item's mark before code) goes to the block on its line, else becomes a paragraph.</summary>
    private List<Block> Filled()
    {
        var filled = new List<Block>();
        int done = 0;
        foreach (var block in blocks)
        {
            if (block.End <= done) continue;
            int start = Math.Max(block.Start, done);
            var gap = text.AsSpan(done, start - done);
            if (!gap.IsWhiteSpace())
            {
                int lineStart = done + gap.LastIndexOf('\n') + 1;
                if (!text.AsSpan(lineStart, start - lineStart).IsWhiteSpace()) start = lineStart;
                AddGap(filled, done, start);
            }
            while (char.IsWhiteSpace(text[start])) start++;
            filled.Add(block with { Start = start });
            done = block.End;
        }
        AddGap(filled, done, text.Length);
        return filled;
    }

    private void AddGap(List<Block> filled, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (end > start) filled.Add(new Block(BlockKind.Paragraph, start, end));
    }
}
