namespace Zhiyan.Bench.Questions;

/// <summary>How good citations are, over questions whose answer is there and as many whose is not, where any citation is wrong.</summary>
/// <param name="Cited">Sentences that were cited.</param>
/// <param name="Right">Those that hold the marked answer.</param>
/// <param name="Answered">Questions whose answer is there and was cited, of <paramref name="There"/>.</param>
/// <param name="Misled">Questions whose answer is not there and that were answered, of <paramref name="Absent"/>.</param>
internal sealed record CitationFigures(int Cited, int Right, int Answered, int There, int Misled, int Absent)
{
    public static CitationFigures Of(IReadOnlyCollection<(MeasuredQuestion Question, IReadOnlyList<int> Cited)> told) => new(
        told.Sum(one => one.Cited.Count), told.Sum(one => one.Cited.Count(at => one.Question.Answers[at])),
        told.Count(one => one.Question.IsThere && one.Cited.Any(at => one.Question.Answers[at])), told.Count(one => one.Question.IsThere),
        told.Count(one => !one.Question.IsThere && one.Cited.Count > 0), told.Count(one => !one.Question.IsThere));

    public override string ToString() => FormattableString.Invariant(
        $"citations right {(double)Right / Cited:F3} of {Cited}, answer among them {(double)Answered / There:F3} of {There}, something cited though nothing is there {(double)Misled / Absent:F3} of {Absent}");
}
