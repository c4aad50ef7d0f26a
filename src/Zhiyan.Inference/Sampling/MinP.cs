namespace Zhiyan.Inference.Sampling;

/// <summary>Keeps the tokens at least a given fraction as likely as the most likely one (Nguyen et al. 2024).</summary>
internal static class MinP
{
    public static void Keep(Candidates candidates, double fraction)
    {
        var items = candidates.Items;
        double heaviest = 0;
        foreach (ref readonly var candidate in items) heaviest = Math.Max(heaviest, candidate.Weight);
        int kept = 0;
        foreach (ref readonly var candidate in items)
            if (candidate.Weight >= fraction * heaviest) items[kept++] = candidate;
        candidates.Keep(kept);
    }
}
