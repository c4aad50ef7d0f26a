namespace Zhiyan.Inference.Sampling;

/// <summary>Keeps the k highest scores; in a tie the lower ids stay.</summary>
internal static class TopK
{
    private const int BlockLength = 64;

    /// <summary>Fills <paramref name="candidates"/> from scores, the highest of which is <paramref name="max"/>, weighed at the temperature.</summary>
    public static void Gather(Candidates candidates, ReadOnlySpan<double> scores, int k, double max, double temperature)
    {
        candidates.GatherByScore(scores, Bound(candidates.Scratch, scores, k));
        int kept = Candidate.SelectPrefix(candidates.Items, k);
        foreach (ref var candidate in candidates.Items[..kept]) candidate.Weight = Math.Exp((-candidate.Key - max) / temperature);
        candidates.Keep(kept);
    }

    /// <summary>
    /// The k-th highest of the maxima of blocks: k scores at least reach it, so whatever lies below is out without being looked at again.
    /// −∞ where there are fewer than k blocks.
    /// </summary>
    private static double Bound(Span<Candidate> scratch, ReadOnlySpan<double> scores, int k)
    {
        int blocks = scores.Length / BlockLength;
        if (k > blocks) return double.NegativeInfinity;
        for (int block = 0; block < blocks; block++)
            scratch[block] = new Candidate(block, -Softmax.Max(scores.Slice(block * BlockLength, BlockLength)), 1);
        double key = double.NegativeInfinity;
        foreach (ref readonly var best in scratch[..Candidate.SelectPrefix(scratch[..blocks], k)]) key = Math.Max(key, best.Key);
        return -key;
    }
}
