using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>Which features a set of weights has.</summary>
internal static class FeatureNames
{
    /// <summary>What rests on words that both texts must share.</summary>
    private static readonly HashSet<string> ofOneLanguage =
    [
        "best_coverage", "window_coverage", "passage_coverage", "missing_words", "longest_missing", "copied", "copied_whole", "out_of_order", "altered_copy", "scope", "opposite",
        "numbers_elsewhere", "numbers_rival", "numbers_other_unit", "names_elsewhere", "denies_alone", "denies_both", "denied_by_passage",
    ];

    public static IReadOnlyList<string> Of(MeasuredClaims measured, IReadOnlyList<LabelledClaim> claims, ClaimLanguage language, bool withModel)
    {
        var words = new ClaimFeatures("a", "a", text => text).Values.Select(feature => feature.Name).ToHashSet();
        return [.. claims.SelectMany(claim => claim.Statements.SelectMany(statement => measured[claim.Passage, statement].Keys)).Distinct()
            .Where(name => withModel || words.Contains(name))
            .Where(name => language is not ClaimLanguage.Crossing || !ofOneLanguage.Contains(name))];
    }
}
