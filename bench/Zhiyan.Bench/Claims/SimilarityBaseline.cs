using Zhiyan.Inference;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>
/// What RAGFlow attaches citations by, on the same claims: 0.9 of the vectors' cosine and 0.1 of the share of the sentence's terms; a sentence is cited above
/// 0.63, a bar that it lowers to 0.3 until something is.
/// </summary>
internal static class SimilarityBaseline
{
    public const double Threshold = 0.63;

    public static IReadOnlyList<UnseenClaim> Run(EmbeddingModel embedder, IReadOnlyList<LabelledClaim> claims, CancellationToken cancellation)
    {
        var scored = new List<UnseenClaim>();
        foreach (var claim in claims)
        {
            var vectors = embedder.Embed([claim.Sentence, claim.Passage], new EmbeddingOptions { Role = "query", Truncate = true }, cancellation).Vectors;
            double cosine = vectors[0].Zip(vectors[1], (a, b) => (double)a * b).Sum();
            var said = Terms.Of(claim.Passage.ToLowerInvariant()).Select(term => term.Text).ToHashSet(StringComparer.Ordinal);
            var terms = Terms.Of(claim.Sentence.ToLowerInvariant());
            double score = 0.9 * cosine + 0.1 * (terms.Count == 0 ? 0 : (double)terms.Count(term => said.Contains(term.Text)) / terms.Count);
            scored.Add(new UnseenClaim(claim, score, score >= Threshold));
        }
        return scored;
    }

    /// <summary>The best balanced accuracy that any threshold gives, chosen with the labels in view.</summary>
    public static double BestBalancedAccuracy(IReadOnlyList<UnseenClaim> claims) => claims.Max(at =>
        (Share(claims.Where(claim => claim.Claim.Supported), claim => claim.Probability >= at.Probability)
            + Share(claims.Where(claim => !claim.Claim.Supported), claim => claim.Probability < at.Probability)) / 2);

    private static double Share(IEnumerable<UnseenClaim> claims, Func<UnseenClaim, bool> holds) => claims.Average(claim => holds(claim) ? 1.0 : 0);
}
