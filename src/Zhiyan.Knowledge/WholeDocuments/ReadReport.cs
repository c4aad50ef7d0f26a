namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>What came of reading a document whole.</summary>
/// <param name="Job">By which it can be looked up, and gone on with.</param>
/// <param name="Text">The result as Markdown.</param>
/// <param name="Rows">For a list, and for sentences of a summary: each with where it comes from.</param>
public sealed record ReadReport(long Job, ReadKind Kind, ReadMethod Method, string Text, IReadOnlyList<ReadRow> Rows, ReadCoverage Coverage);

/// <summary>A row of a result.</summary>
/// <param name="Start">UTF-16 units into the document's text, as <paramref name="End"/>.</param>
/// <param name="Page">From 1; null where there are no pages.</param>
public sealed record ReadRow(string Text, int Start, int End, int? Page, string Quote);

/// <summary>
/// Which parts of the document were read. Parts that were read, skipped and failed are all parts there are, and together hold every character.
/// </summary>
/// <param name="Read">Characters of the parts that were read, of <paramref name="Characters"/> in all.</param>
/// <param name="Dropped">Rows that a model gave and that are not in the part it read.</param>
public sealed record ReadCoverage(IReadOnlyList<ReadPart> Parts, int Read, int Characters, long Tokens, long EstimatedTokens, int Dropped)
{
    public bool IsComplete => Parts.All(part => part.State is PartState.Read);

    public int Count(PartState state) => Parts.Count(part => part.State == state);
}

/// <summary>A part of a document.</summary>
/// <param name="Label">The heading it is under, or its page.</param>
/// <param name="Reason">Why it was skipped or failed; null where it was read.</param>
public sealed record ReadPart(int Number, int Start, int End, string Label, PartState State, string? Reason, long Tokens);

public enum PartState
{
    Waiting,
    Read,
    Skipped,
    Failed,
}
