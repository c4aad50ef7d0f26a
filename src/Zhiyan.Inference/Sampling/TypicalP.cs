namespace Zhiyan.Inference.Sampling;

/// <summary>Keeps the fewest tokens whose surprise lies nearest to the entropy and that reach probability p together (Meister et al. 2023).</summary>
internal static class TypicalP
{
    public static void Keep(Candidates candidates, double p)
    {
        double logTotal = Math.Log(candidates.Total);
        double entropy = 0;
        foreach (ref var candidate in candidates.Items)
        {
            candidate.Key = logTotal - Math.Log(candidate.Weight);      // surprise, −ln q
            entropy += candidate.Key * (candidate.Weight / candidates.Total);
        }
        foreach (ref var candidate in candidates.Items) candidate.Key = Math.Abs(candidate.Key - entropy);
        candidates.Keep(Candidate.SelectPrefix(candidates.Items, p * candidates.Total));
    }
}
