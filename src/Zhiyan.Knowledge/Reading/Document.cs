namespace Zhiyan.Knowledge.Reading;

/// <summary>
/// What a reader made of a file: its text in reading order, and what each part of the text is. Offsets are UTF-16 units into <see cref="Text"/>.
/// For plain text, Markdown, CSV and source code the text is the file's, decoded and otherwise unchanged.
/// </summary>
public sealed record Document
{
    public required string Text { get; init; }

    /// <summary>The document's own name for itself; null where it has none.</summary>
    public string? Title { get; init; }

    /// <summary>In the order of the text, never overlapping; only white space lies between them.</summary>
    public IReadOnlyList<Block> Blocks { get; init; } = [];

    /// <summary>Empty where the format has no pages.</summary>
    public IReadOnlyList<Page> Pages { get; init; } = [];

    /// <summary>Where runs of text stand on their page, in the order of the text. Empty where the format has no pages.</summary>
    public IReadOnlyList<PlacedText> Places { get; init; } = [];

    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>What could not be read: a page, a picture in an unknown format.</summary>
    public IReadOnlyList<Reason> Warnings { get; init; } = [];
}

/// <summary>A part of a document's text. <paramref name="Level"/> is 1–6 for headings, the depth from 1 for list items, else 0.</summary>
public sealed record Block(BlockKind Kind, int Start, int End, int Level = 0);

public enum BlockKind
{
    Paragraph,
    Heading,
    ListItem,

    /// <summary>The first row of a table, whether or not it names the columns. Cells are apart by a tab; in a text kept as it is, by what the file has.</summary>
    TableHead,

    /// <summary>A later row of the table above it. Its first cells may be empty: a row is never trimmed on the left.</summary>
    TableRow,

    /// <summary>The words under or above a figure or table, or a figure's description.</summary>
    Caption,
    Code,
    Quote,

    /// <summary>A footnote, comment, or speaker's note.</summary>
    Note,
}

/// <summary>A page's part of the text, and its size as shown: in points, or in pixels for an image.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Recognised">Whether the text was read from a picture.</param>
public sealed record Page(int Number, int Start, int End, double Width, double Height, bool Recognised = false);

/// <summary>A run of text on one line of one page.</summary>
public sealed record PlacedText(int Start, int End, int Page, Box Box);

/// <summary>In the page's units, from its top left corner as shown.</summary>
public readonly record struct Box(float Left, float Top, float Right, float Bottom);

/// <summary>A run of text that leads elsewhere.</summary>
public sealed record Link(int Start, int End, string Target);
