namespace Zhiyan.Inference.Sampling;

/// <summary>The tokens still in the running, narrowed by one filter after another. Sized once for the vocabulary.</summary>
internal sealed class Candidates(int vocabularySize)
{
    private readonly Candidate[] items = new Candidate[vocabularySize];
    private int count;

    public Span<Candidate> Items => items.AsSpan(0, count);

    /// <summary>The weight that stands for probability 1.</summary>
    public double Total { get; private set; }

    /// <summary>Room to work in before anything is gathered.</summary>
    public Span<Candidate> Scratch => items;

    /// <summary>Starts anew with the tokens whose weight is above 0 and at least <paramref name="least"/>.</summary>
    public void Gather(ReadOnlySpan<double> weights, double total, double least)
    {
        count = 0;
        Total = total;
        for (int id = 0; id < weights.Length; id++)
            if (weights[id] >= least && weights[id] > 0) items[count++] = new Candidate(id, 0, weights[id]);
    }

    /// <summary>Starts anew with the tokens whose score is above −∞ and at least <paramref name="least"/>; each weighs 1, the best has the lowest key.</summary>
    public void GatherByScore(ReadOnlySpan<double> scores, double least)
    {
        count = 0;
        for (int id = 0; id < scores.Length; id++)
            if (scores[id] >= least && scores[id] > double.NegativeInfinity) items[count++] = new Candidate(id, -scores[id], 1);
    }

    /// <summary>Keeps the first <paramref name="kept"/> items and makes them the whole again.</summary>
    public void Keep(int kept)
    {
        count = kept;
        Total = Candidate.WeightOf(Items);
    }

    /// <summary>The token at <paramref name="uniform"/> in [0, 1) on the line on which every candidate is as long as it is likely.</summary>
    public int Draw(double uniform)
    {
        double left = uniform * Total;
        foreach (ref readonly var candidate in Items)
        {
            left -= candidate.Weight;
            if (left < 0) return candidate.Id;
        }
        return items[count - 1].Id;     // rounding alone leads here
    }
}
