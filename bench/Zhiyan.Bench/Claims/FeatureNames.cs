using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>
/// Which features a set of weights has. Some 240 statements of a language bear about ten: each that was added beyond these made the figures of claims that were
/// not seen worse, or no better.
/// </summary>
internal static class FeatureNames
{
    private static readonly string[] words =
    [
        "altered_copy", "best_coverage", "numbers_missing", "numbers_elsewhere", "names_missing", "denies_alone", "denies_both", "denied_by_passage",
    ];

    private static readonly string[] english = [.. words, "one_sentence"];

    /// <summary>What does not rest on words that both texts must share.</summary>
    private static readonly string[] crossing = ["numbers_missing", "names_missing"];

    private static readonly string[] askedInChinese = ["plain", "passage"], askedInEnglish = ["lettered", "lettered_told"], askedAcross = ["plain", "passage", "lettered", "lettered_told"];

    public static IReadOnlyList<string> Of(ClaimLanguage language, bool withModel) =>
    [
        .. language switch { ClaimLanguage.Chinese => words, ClaimLanguage.English => english, _ => crossing },
        .. !withModel ? [] : language switch { ClaimLanguage.Chinese => askedInChinese, ClaimLanguage.English => askedInEnglish, _ => askedAcross },
    ];
}
