using System.Globalization;
using System.Text;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>The figures of a fit, for people and for machines.</summary>
internal sealed class ClaimReport(string date, string machine)
{
    private const int Seed = 7;

    private readonly List<ReportRow> rows = [];

    public IReadOnlyList<ReportRow> Rows => rows;

    public void Add(ClaimLanguage language, bool withModel, IReadOnlyList<IReadOnlyList<UnseenClaim>> runs)
    {
        var way = withModel ? "features and model" : "features alone";
        Add(language, way, "all", runs);
        if (language is ClaimLanguage.Crossing) return;
        // A kind has one label: what can be told of it is how often it was judged rightly.
        foreach (var kind in runs[0].GroupBy(claim => (Kind: Short(claim.Claim.Kind), claim.Claim.Supported)).OrderBy(group => group.Key.Kind, StringComparer.Ordinal))
        {
            HashSet<string> ids = [.. kind.Select(claim => claim.Claim.Id)];
            List<UnseenClaim> same = [.. runs.SelectMany(run => run.Where(claim => ids.Contains(claim.Claim.Id)))];
            rows.Add(new ReportRow(
                language.ToString(), way, $"{kind.Key.Kind}, {(kind.Key.Supported ? "supported" : "not supported")}", ids.Count,
                same.Average(claim => claim.Probability >= 0.5 == claim.Claim.Supported ? 1.0 : 0), same.Average(claim => claim.CalledSupported ? 1.0 : 0), null));
        }
    }

    public void AddBaseline(ClaimLanguage language, IReadOnlyList<UnseenClaim> scored)
    {
        Add(language, $"similarity as RAGFlow's (called supported from {SimilarityBaseline.Threshold.ToString(CultureInfo.InvariantCulture)})", "all", [scored]);
        rows.Add(new ReportRow(language.ToString(), "similarity, best threshold known", "all", scored.Count, SimilarityBaseline.BestBalancedAccuracy(scored), null, null));
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(null, $"# {date}: claims checked against their passages").AppendLine();
        text.AppendLine(null, $"Machine: {machine}. Models: zhiyan-mini, zhiyan-embed. Every claim was judged by weights, calibration and threshold that were fitted without its passage:");
        text.AppendLine("10 folds by passage, 10 seeds; in brackets 95 % of 1,000 resamples of the passages. Positive is *supported: yes*; *partial* is not supported.").AppendLine();
        text.AppendLine("| language | judged by | claims | balanced accuracy | AUROC | of those called supported, supported | of the supported, called so |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (var row in rows.Where(row => row.Figures is not null))
            text.AppendLine(null, $"| {row.Language} | {row.JudgedBy} | {row.Claims} | {string.Join(" | ", row.Figures!.Select(Show))} |");
        foreach (var row in rows.Where(row => row.Figures is null && row.Kind == "all"))
            text.AppendLine(null, $"| {row.Language} | {row.JudgedBy} | {row.Claims} | {Number(row.JudgedRightly)} | | | |");
        text.AppendLine().AppendLine("| language | judged by | kind | claims | judged rightly at 0.5 | called supported |").AppendLine("|---|---|---|---|---|---|");
        foreach (var row in rows.Where(row => row.Kind != "all"))
            text.AppendLine(null, $"| {row.Language} | {row.JudgedBy} | {row.Kind} | {row.Claims} | {Number(row.JudgedRightly)} | {Number(row.CalledSupported ?? 0)} |");
        return text.ToString();
    }

    /// <summary>The claims whose probability, over the seeds, is farthest from what they are.</summary>
    public static string Worst(IReadOnlyList<IReadOnlyList<UnseenClaim>> runs, int count)
    {
        var text = new StringBuilder();
        foreach (var (claim, probability) in runs[0].Select((unseen, at) => (unseen.Claim, Probability: runs.Average(run => run[at].Probability)))
            .OrderByDescending(pair => Math.Abs(pair.Probability - (pair.Claim.Supported ? 1 : 0))).Take(count))
            text.AppendLine(null, $"{claim.Id} {claim.Kind} {(claim.Supported ? "supported" : "not")} {Number(probability)}: {claim.Sentence}");
        return text.ToString();
    }

    private void Add(ClaimLanguage language, string way, string kind, IReadOnlyList<IReadOnlyList<UnseenClaim>> runs) =>
        rows.Add(new ReportRow(language.ToString(), way, kind, runs[0].Count, ClaimFigures.Of(runs[0]).BalancedAccuracy, null, Estimate.Of(runs, Seed)));

    private static string Short(string kind) => kind.StartsWith("qa:", StringComparison.Ordinal) ? $"qa{(kind.Count(c => c == ':') > 1 ? kind[kind.LastIndexOf(':')..] : "")}" : kind;

    private static string Show(Estimate figure) => double.IsFinite(figure.Value) ? $"{Number(figure.Value)} ({Number(figure.Low)}–{Number(figure.High)})" : "–";

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "–";
}

/// <param name="Figures">Balanced accuracy, AUROC, precision and recall of what is called supported; null where a row is of one kind.</param>
internal sealed record ReportRow(string Language, string JudgedBy, string Kind, int Claims, double JudgedRightly, double? CalledSupported, IReadOnlyList<Estimate>? Figures);
