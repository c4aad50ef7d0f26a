using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>
/// Which features a set of weights has. Some 200 claims of a language bear about twenty; those that were left out made no difference to claims that were not
/// seen, or a bad one.
/// </summary>
internal static class FeatureNames
{
    private static readonly string[] chinese =
    [
        "numbers", "numbers_missing", "numbers_rival", "numbers_elsewhere", "numbers_other_unit", "copied", "copied_whole", "altered_copy", "spliced", "longest_beside", "longest_missing",
        "best_coverage", "names_missing", "out_of_order", "scope",
    ];

    private static readonly string[] english =
    [
        "window_coverage", "copied_whole", "altered_copy", "spliced", "longest_beside", "numbers_missing", "numbers_rival", "names", "names_missing", "denies_alone", "denies_both",
        "denied_by_passage", "opposite",
    ];

    /// <summary>What does not rest on words that both texts must share.</summary>
    private static readonly string[] crossing = ["numbers", "numbers_missing", "names_missing"];

    private static readonly string[] asked = ["plain", "passage", "lettered_told", "student"];

    private static readonly string[] askedInEnglish = [.. asked, "lettered", "least_gain", "least_likely"];

    public static IReadOnlyList<string> Of(ClaimLanguage language, bool withModel)
    {
        var words = language switch { ClaimLanguage.Chinese => chinese, ClaimLanguage.English => english, _ => crossing };
        return !withModel ? words : [.. words, .. language is ClaimLanguage.English ? askedInEnglish : asked];
    }
}
