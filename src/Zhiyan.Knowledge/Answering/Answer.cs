using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Libraries;

namespace Zhiyan.Knowledge.Answering;

/// <summary>
/// An answer: claims, each with its evidence and what came of checking it. The text is drawn from the claims and from nothing else, so that what is read, shown and exported never
/// disagree.
/// </summary>
/// <param name="Claims">In the order in which they are read.</param>
/// <param name="Unanswered">The questions, or parts of one, to which the sources say nothing.</param>
/// <param name="Confidence">That the question is answered by what is shown: calibrated on questions whose answers were and were not there.</param>
public sealed record Answer(IReadOnlyList<Claim> Claims, IReadOnlyList<string> Unanswered, double Confidence, AnswerCoverage Coverage, string Language)
{
    /// <summary>What a model said as well and no source was found to say, each with what came of checking it: told, and never part of the answer.</summary>
    public IReadOnlyList<Claim> LeftOut { get; init; } = [];

    public bool Abstained => Claims.Count == 0;

    /// <summary>As Markdown: a paragraph for each claim, the numbers of its evidence in brackets, then what was not found.</summary>
    public string Text => AnswerText.Of(this);

    /// <summary>All evidence in the order in which it is cited, which numbers it from 1.</summary>
    public IReadOnlyList<Evidence> Evidence => [.. Claims.SelectMany(claim => claim.Evidence).Distinct()];
}

/// <summary>A statement of an answer.</summary>
/// <param name="Checked">What came of checking it when it was made.</param>
/// <param name="Confidence">The probability that its evidence says it.</param>
/// <param name="IsQuote">Whether it is the source's own words rather than a model's.</param>
/// <param name="ConflictsWith">The places in the answer, from 0, of claims that say otherwise; empty where none does.</param>
/// <param name="Reasons">Short codes of what the check found.</param>
public sealed record Claim(string Text, Verdict Checked, double Confidence, IReadOnlyList<Evidence> Evidence, bool IsQuote, IReadOnlyList<int> ConflictsWith, IReadOnlyList<string> Reasons)
{
    /// <summary>What is known of it now: what a model worded rests on all of its evidence, what a source says itself on any.</summary>
    public Verdict Verdict => Evidence.Any(one => one.Fault is not null) && (!IsQuote || Evidence.All(one => one.Fault is not null)) ? Verdict.Unreachable : Checked;
}

/// <summary>Where a source says something.</summary>
/// <param name="Page">From 1; null where there are no pages.</param>
/// <param name="Start">UTF-16 units into the document's text, as <paramref name="End"/>.</param>
/// <param name="IsSuspicious">Whether the passage speaks to the assistant as if to command it; what it commands was not done.</param>
/// <param name="Fault">Why the quote cannot be looked up now; null where it can.</param>
public sealed record Evidence(DocumentEntry Document, int? Page, int Start, int End, string Quote, bool IsSuspicious = false, SourceFault? Fault = null);

/// <summary>Why what was cited can no longer be looked up.</summary>
public enum SourceFault
{
    /// <summary>The document is not in the library any more.</summary>
    Removed,

    /// <summary>The document as it is now does not have the quote, or has it several times elsewhere.</summary>
    Rewritten,

    /// <summary>The library still has the document, but its file is gone.</summary>
    FileMissing,

    /// <summary>The library has the document as it was; its file is another one by now.</summary>
    FileChanged,
}

/// <summary>What was read for an answer.</summary>
/// <param name="Mode">Full text or passages, never "by budget".</param>
/// <param name="Characters">Of the passages that were read.</param>
/// <param name="Tokens">That a model read and wrote for it.</param>
public sealed record AnswerCoverage(ReadingMode Mode, int PassagesRead, int Passages, int DocumentsRead, int Documents, int Characters, long Tokens);
