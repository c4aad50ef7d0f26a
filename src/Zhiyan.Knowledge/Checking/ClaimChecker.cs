namespace Zhiyan.Knowledge.Checking;

/// <summary>
/// Says whether a passage says what a sentence says: numbers, names, words and denials are compared first, then a chat model is asked, and weights that were
/// fitted on labelled claims (docs/data/claims.md) join the two. Works without a model too, less well. Safe for many threads.
/// </summary>
/// <param name="model">Null to go by the comparisons alone.</param>
/// <param name="fold">Makes what people hold for the same text the same text; null for width and case only.</param>
public sealed class ClaimChecker(ILikelihoods? model, Func<string, string>? fold = null)
{
    /// <summary>Characters of a sentence, and of a passage: what is checked is a sentence of an answer and the passage it cites, not books.</summary>
    public const int MaximumSentence = 2_000, MaximumPassage = 20_000;

    /// <summary>A range is shown where it has at least this share of the claim's words, by weight.</summary>
    private const double EvidenceCoverage = 0.3;

    private readonly Func<string, string> fold = fold ?? PlainFolding.Fold;

    /// <summary>Whether a model takes part; without one, the probability rests on words and numbers alone.</summary>
    public bool AsksModel => model is not null;

    /// <summary>Throws <see cref="ArgumentException"/> for a text that is too long, and what the model throws.</summary>
    public async Task<CheckedClaim> Check(string sentence, string passage, CancellationToken cancellation = default)
    {
        if (sentence.Length > MaximumSentence) throw new ArgumentException($"the sentence has {sentence.Length:N0} characters; at most {MaximumSentence:N0} are checked, so check it in parts.", nameof(sentence));
        if (passage.Length > MaximumPassage) throw new ArgumentException($"the passage has {passage.Length:N0} characters; at most {MaximumPassage:N0} are searched, so give the part that is cited.", nameof(passage));
        if (string.IsNullOrWhiteSpace(sentence) || string.IsNullOrWhiteSpace(passage)) return new CheckedClaim(Verdict.NotFound, 0, null, []);

        var fitted = FittedModel.For(ClaimLanguages.Of(sentence, passage), AsksModel);
        var parts = new List<CheckedPart>();
        foreach (var statement in ClaimParts.Of(sentence))
        {
            var (features, values) = await Measure(statement, passage, fitted.Weighs, cancellation);
            parts.Add(new CheckedPart(features, features.IsWordForWord ? 1 : fitted.Part(values)));
        }
        double probability = fitted.Whole(parts.Select(part => part.Probability));
        var verdict = Judge(parts, probability, fitted);
        IEnumerable<string> reasons = parts.SelectMany(part => part.Features.Reasons);
        if (!AsksModel) reasons = reasons.Append("model: none was asked");
        return new CheckedClaim(verdict, probability, Evidence(parts, verdict), [.. reasons.Distinct()]);
    }

    /// <summary>All that is known of one statement, by the features' names. What stands in the passage word for word needs no model.</summary>
    /// <param name="isAsked">Which questions a model is asked, by their names.</param>
    internal async Task<(ClaimFeatures Features, Dictionary<string, double> Values)> Measure(string statement, string passage, Func<string, bool> isAsked, CancellationToken cancellation)
    {
        var features = new ClaimFeatures(statement, passage, fold);
        var values = features.Values.ToDictionary(feature => feature.Name, feature => feature.Value, StringComparer.Ordinal);
        if (model is not null && !features.IsWordForWord)
            foreach (var (name, value) in await ModelFeatures.Of(model, statement, features.Alignment, passage, isAsked, cancellation)) values[name] = value;
        return (features, values);
    }

    private static Verdict Judge(List<CheckedPart> parts, double probability, FittedModel fitted)
    {
        if (probability >= fitted.SupportedFrom) return Verdict.Supported;
        if (parts.Any(part => part.Probability >= 0.5) && parts.Any(part => part.Probability < 0.5)) return Verdict.Partly;
        return probability < 0.5 && parts.Any(part => part.Features.Conflicts) ? Verdict.Contradicted : Verdict.NotFound;
    }

    /// <summary>Where the statement stands that decided: the best supported one, or the one that conflicts. Touching ranges of several become one.</summary>
    private static Span? Evidence(List<CheckedPart> parts, Verdict verdict)
    {
        if (verdict is Verdict.NotFound) return null;
        var deciding = verdict is Verdict.Contradicted ? parts.Where(part => part.Features.Conflicts)
            : verdict is Verdict.Partly ? parts.Where(part => part.Probability >= 0.5)
            : parts;
        List<Span> ranges = [.. deciding.OrderByDescending(part => part.Probability).Where(part => part.Features.Alignment.BestCoverage >= EvidenceCoverage)
            .Select(part => part.Features.Alignment.Evidence).OfType<Span>()];
        if (ranges.Count == 0) return null;
        var range = ranges[0];
        foreach (var other in ranges.Skip(1))
            if (other.Start <= range.End + 1 && range.Start <= other.End + 1) range = new Span(Math.Min(range.Start, other.Start), Math.Max(range.End, other.End));
        return range;
    }

    private sealed record CheckedPart(ClaimFeatures Features, double Probability);
}
