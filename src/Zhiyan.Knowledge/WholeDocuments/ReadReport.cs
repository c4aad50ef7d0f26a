using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>What came of reading a document whole; of a job that goes on still, what has come so far.</summary>
/// <param name="Text">The result as Markdown.</param>
/// <param name="Rows">Rows of a list, sentences of a summary, answers, translations, differences: each with where it comes from.</param>
/// <param name="Notes">Of a summary: the sentences that were written of each part, from which it was made. Empty for other work.</param>
public sealed record ReadReport(ReadJob Job, ReadKind Kind, ReadMethod Method, string Text, IReadOnlyList<ReadRow> Rows, IReadOnlyList<ReadRow> Notes, ReadCoverage Coverage)
{
    /// <summary>Of a summary: the model joined the parts in words that the document does not support, so these are sentences of the parts' own summaries.</summary>
    public bool IsPicked { get; init; }
}

/// <summary>A row of a result.</summary>
/// <param name="Start">UTF-16 units into the document's text, as <paramref name="End"/>, which is the same where no place qualifies.</param>
/// <param name="Page">From 1; null where there are no pages.</param>
public sealed record ReadRow(string Text, long Document, int Start, int End, int? Page, string Quote)
{
    /// <summary>The part that it was found in.</summary>
    public int Part { get; init; }

    /// <summary>Of a table, one for each column, empty where the document says nothing; else none.</summary>
    public IReadOnlyList<string> Cells { get; init; } = [];

    /// <summary>Whether the document says what a sentence says; null for what stands in the document itself.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Of a comparison: what is the matter.</summary>
    public ReadDifference? Difference { get; init; }

    /// <summary>Of a comparison: where the other document says it otherwise.</summary>
    public ReadPlace? Other { get; init; }
}

/// <summary>Where something stands in a document, in UTF-16 units.</summary>
public sealed record ReadPlace(long Document, int Start, int End, int? Page, string Quote);

public enum ReadDifference
{
    /// <summary>The other document has nothing like it.</summary>
    OnlyInFirst,
    OnlyInSecond,

    /// <summary>Numbers or dates are others.</summary>
    Numbers,

    /// <summary>One denies what the other says, or names somebody else.</summary>
    Contradiction,

    /// <summary>The wording differs, and a model found that the meaning does too.</summary>
    Meaning,

    /// <summary>The wording differs; whether the meaning does was not asked, or a model found that it does not.</summary>
    Wording,
}

/// <summary>
/// Which parts of the documents were read. Parts that were read, skipped, failed and that wait still are all parts there are, and together hold every character.
/// </summary>
/// <param name="Read">Characters of the parts that were read, of <paramref name="Characters"/> in all.</param>
/// <param name="Dropped">Rows and cells that a model gave and that are not in the part it read.</param>
public sealed record ReadCoverage(IReadOnlyList<ReadPart> Parts, int Read, int Characters, long Tokens, long EstimatedTokens, int Dropped)
{
    public bool IsComplete => Parts.All(part => part.State is PartState.Read);

    public int Count(PartState state) => Parts.Count(part => part.State == state);
}

/// <summary>A part of a document.</summary>
/// <param name="Label">The heading it is under, or its page.</param>
/// <param name="Reason">Why it was skipped or failed; null where it was read.</param>
public sealed record ReadPart(int Number, long Document, int Start, int End, string Label, PartState State, string? Reason, long Tokens);

public enum PartState
{
    Waiting,
    Read,
    Skipped,
    Failed,
}
