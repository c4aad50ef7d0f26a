using System.Text;

namespace Zhiyan.Knowledge.Reading;

/// <summary>Gathers a document's text piece by piece, a blank line between blocks, and refuses a text that is too long.</summary>
internal sealed class DocumentBuilder(ReadingLimits limits)
{
    private readonly StringBuilder text = new();
    private readonly List<Block> blocks = [];
    private readonly List<Link> links = [];
    private readonly List<string> warnings = [];

    public string? Title { get; set; }

    /// <summary>Where the next character will stand.</summary>
    public int Length => text.Length;

    /// <summary>Adds a block after a line's end: rows of a table and items of a list follow closely, others after a blank line. Empty ones are passed over.</summary>
    public Block? Add(BlockKind kind, string content, int level = 0)
    {
        content = content.Trim();
        if (content.Length == 0) return null;
        if (text.Length > 0) text.Append(FollowsClosely(kind) ? "\n" : "\n\n");
        if (text.Length + content.Length > limits.TextLength)
            throw new DocumentException(DocumentFault.TooLarge, $"it holds more than {limits.TextLength:N0} characters; split it into parts.");
        var block = new Block(kind, text.Length, text.Length + content.Length, level);
        text.Append(content);
        blocks.Add(block);
        return block;
    }

    /// <summary>Adds a table, a row at a time; tabs and line ends within a cell become spaces.</summary>
    public void AddTable(IEnumerable<IEnumerable<string>> rows)
    {
        var kind = BlockKind.TableHead;
        foreach (var row in rows)
            if (Add(kind, string.Join('\t', row.Select(OneLine))) is not null) kind = BlockKind.TableRow;
    }

    public void AddLink(int start, int end, string target) => links.Add(new Link(start, end, target));

    public void Warn(string warning) => warnings.Add(warning);

    public Document Build() => new() { Text = text.ToString(), Title = Title, Blocks = blocks, Links = links, Warnings = warnings };

    private bool FollowsClosely(BlockKind kind) => kind is BlockKind.TableRow || kind is BlockKind.ListItem && blocks[^1].Kind is BlockKind.ListItem;

    private static string OneLine(string cell) => string.Join(' ', cell.Split((char[])['\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
