using System.Numerics;

namespace Zhiyan.Inference.Sampling;

/// <summary>A token still in the running. A filter sorts by <see cref="Key"/>, lower ids first in a tie.</summary>
internal struct Candidate(int id, double key, double weight) : IComparable<Candidate>
{
    /// <summary>Segments no longer than this are sorted instead of split further.</summary>
    private const int SortedAtMost = 32;

    public readonly int Id = id;
    public double Key = key;

    /// <summary>Its probability, but for a factor common to all candidates.</summary>
    public double Weight = weight;

    public readonly int CompareTo(Candidate other)
    {
        int order = Key.CompareTo(other.Key);
        return order != 0 ? order : Id.CompareTo(other.Id);
    }

    private readonly bool IsBefore(in Candidate other) => Key < other.Key || (Key == other.Key && Id < other.Id);

    /// <summary>
    /// Moves the shortest sorted prefix whose weights reach <paramref name="target"/> to the front and returns its length, at least 1: all
    /// three of top-k, top-p and typical are this selection. A weighted quickselect, so nothing is sorted but the last few around the border.
    /// </summary>
    public static int SelectPrefix(Span<Candidate> candidates, double target)
    {
        int low = 0, high = candidates.Length;
        double before = 0;
        // After 2·log₂ n unlucky splits the rest is sorted: n log n is then the bound, whatever the logits.
        for (int splits = 2 * BitOperations.Log2((uint)high + 1); splits > 0 && high - low > SortedAtMost; splits--)
        {
            int middle = low + Split(candidates[low..high]);
            double left = WeightOf(candidates[low..middle]);
            if (before + left >= target)
            {
                high = middle;
            }
            else
            {
                before += left;
                low = middle;
            }
        }
        candidates[low..high].Sort();
        while (low < high && before < target) before += candidates[low++].Weight;
        return Math.Max(low, 1);
    }

    public static double WeightOf(ReadOnlySpan<Candidate> candidates)
    {
        double sum = 0;
        foreach (ref readonly var candidate in candidates) sum += candidate.Weight;
        return sum;
    }

    /// <summary>
    /// Hoare's partition: every candidate before the returned index sorts before all others. Neither side is empty, for a median of three is
    /// no extreme.
    /// </summary>
    private static int Split(Span<Candidate> candidates)
    {
        var pivot = MedianOf(candidates[0], candidates[(candidates.Length - 1) / 2], candidates[^1]);
        int left = -1, right = candidates.Length;
        while (true)
        {
            while (candidates[++left].IsBefore(pivot)) { }
            while (pivot.IsBefore(candidates[--right])) { }
            if (left >= right) return right + 1;
            (candidates[left], candidates[right]) = (candidates[right], candidates[left]);
        }
    }

    private static Candidate MedianOf(in Candidate a, in Candidate b, in Candidate c)
    {
        if (a.IsBefore(b)) return b.IsBefore(c) ? b : a.IsBefore(c) ? c : a;
        return a.IsBefore(c) ? a : b.IsBefore(c) ? c : b;
    }
}
