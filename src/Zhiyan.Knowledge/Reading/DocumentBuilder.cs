using System.Text;

namespace Zhiyan.Knowledge.Reading;

/// <summary>Gathers a document's text piece by piece, a blank line between blocks, and refuses a text that is too long.</summary>
internal sealed class DocumentBuilder(ReadingLimits limits)
{
    private readonly StringBuilder text = new();
    private readonly List<Block> blocks = [];
    private readonly List<Page> pages = [];
    private readonly List<Link> links = [];
    private readonly List<Reason> warnings = [];

    public string? Title { get; set; }

    public ReadingLimits Limits => limits;

    /// <summary>Where the next character will stand.</summary>
    public int Length => text.Length;

    public int BlockCount => blocks.Count;

    /// <summary>Adds a block after a line's end: rows of a table and items of a list follow closely, others after a blank line. Empty ones are passed over.</summary>
    public Block? Add(BlockKind kind, string content, int level = 0)
    {
        // A row may begin with an empty cell, and code with spaces that mean something.
        content = (IsRow(kind) || kind is BlockKind.Code ? content.TrimStart('\r', '\n') : content.TrimStart()).TrimEnd();
        if (string.IsNullOrWhiteSpace(content)) return null;
        if (text.Length > 0) Append(FollowsClosely(kind) ? "\n" : "\n\n");
        var block = new Block(kind, text.Length, text.Length + content.Length, level);
        Append(content);
        blocks.Add(block);
        return block;
    }

    /// <summary>Adds a block with the links in it.</summary>
    public Block? Add(BlockKind kind, RunningText content, int level = 0)
    {
        var block = Add(kind, content.ToString(), level);
        if (block is null) return null;
        foreach (var link in content.Links)
            if (block.Start + link.Start < block.End) AddLink(block.Start + link.Start, Math.Min(block.Start + link.End, block.End), link.Target);
        return block;
    }

    /// <summary>Adds words that were written for a picture, where line ends mean nothing.</summary>
    public void AddCaption(string words)
    {
        var caption = new RunningText();
        caption.Append(words);
        Add(BlockKind.Caption, caption);
    }

    /// <summary>Adds a table, a row at a time; tabs and line ends within a cell become spaces.</summary>
    public void AddTable(IEnumerable<IEnumerable<string>> rows)
    {
        var kind = BlockKind.TableHead;
        foreach (var row in rows)
            if (Add(kind, string.Join('\t', row.Select(OneLine))) is not null) kind = BlockKind.TableRow;
    }

    /// <summary>Adds another document whole, as it is: a part of a book, a file that came with a mail.</summary>
    public void Add(Document inner)
    {
        if (inner.Text.Length == 0) return;
        if (text.Length > 0) Append("\n\n");
        int shift = text.Length;
        Append(inner.Text);
        blocks.AddRange(inner.Blocks.Select(block => block with { Start = block.Start + shift, End = block.End + shift }));
        links.AddRange(inner.Links.Select(link => link with { Start = link.Start + shift, End = link.End + shift }));
        warnings.AddRange(inner.Warnings);
    }

    /// <summary>Adds what was written since <paramref name="from"/> as a page; a page may be empty.</summary>
    public void AddPage(int number, int from, double width, double height)
    {
        if (pages.Count == limits.Pages) throw new DocumentException(ReasonCode.TooManyPages, limits.Pages);
        int start = blocks.Count > 0 && blocks[^1].End > from ? blocks.First(block => block.Start >= from).Start : text.Length;
        pages.Add(new Page(number, start, text.Length, width, height));
    }

    public void AddLink(int start, int end, string target) => links.Add(new Link(start, end, target));

    public void Warn(Reason warning) => warnings.Add(warning);

    public void Warn(ReasonCode code, params ReadOnlySpan<object> values) => warnings.Add(Reason.Of(code, values));

    public Document Build() => new() { Text = text.ToString(), Title = Title, Blocks = blocks, Pages = pages, Links = links, Warnings = warnings };

    private void Append(string piece)
    {
        if (text.Length + piece.Length > limits.TextLength)
            throw new DocumentException(ReasonCode.TextTooLong, limits.TextLength);
        text.Append(piece);
    }

    private static bool IsRow(BlockKind kind) => kind is BlockKind.TableHead or BlockKind.TableRow;

    private bool FollowsClosely(BlockKind kind) => kind is BlockKind.TableRow || kind is BlockKind.ListItem && blocks[^1].Kind is BlockKind.ListItem;

    private static string OneLine(string cell) => string.Join(' ', cell.Split((char[])['\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
