namespace Zhiyan.Inference.Sampling;

/// <summary>Keeps the fewest most likely tokens that reach probability p together (Holtzman et al. 2020, "nucleus").</summary>
internal static class TopP
{
    /// <summary>
    /// A weight below which no token of a vocabulary can matter: all n tokens lighter than (1 − p)/n of the total weigh at most 1 − p together,
    /// so the heavier ones reach p without them.
    /// </summary>
    public static double LeastWeight(double p, double total, int vocabularySize) => (1 - p) / vocabularySize * total;

    public static void Keep(Candidates candidates, double p)
    {
        foreach (ref var candidate in candidates.Items) candidate.Key = -candidate.Weight;
        candidates.Keep(Candidate.SelectPrefix(candidates.Items, p * candidates.Total));
    }
}
