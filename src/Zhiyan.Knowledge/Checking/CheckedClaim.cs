namespace Zhiyan.Knowledge.Checking;

/// <summary>What came of checking a sentence against a passage.</summary>
/// <param name="SupportedProbability">That the passage says it; calibrated on sets in which half of the sentences are supported.</param>
/// <param name="Evidence">Where the passage says it, or says otherwise; null where nothing qualifies: better no highlight than a wrong one.</param>
/// <param name="Reasons">Short codes with what they are about, for a page to show: <c>number: 95 not in passage, which has 85</c>.</param>
public sealed record CheckedClaim(Verdict Verdict, double SupportedProbability, Span? Evidence, IReadOnlyList<string> Reasons);

/// <summary>A range of a passage in UTF-16 units, end exclusive.</summary>
public readonly record struct Span(int Start, int End)
{
    public int Length => End - Start;
}
