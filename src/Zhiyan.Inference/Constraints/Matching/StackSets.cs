namespace Zhiyan.Inference.Constraints.Matching;

/// <summary>Makes <see cref="StackSet"/>s, one object for one content.</summary>
internal sealed class StackSets
{
    private readonly HashSet<StackSet> interned = new(new StackSet.Content());
    private readonly Dictionary<(StackSet, StackSet), StackSet> unions = [];

    /// <summary>How much was done since this was set to 0.</summary>
    public long Work { get; set; }

    public int Count => interned.Count + unions.Count;

    /// <param name="entries">In the order of the states.</param>
    public StackSet Of(StackSet.Entry[] entries)
    {
        var set = new StackSet(entries);
        if (interned.TryGetValue(set, out var known)) return known;
        interned.Add(set);
        return set;
    }

    public StackSet Push(int state, StackSet below) => Of([new StackSet.Entry(state, below)]);

    /// <summary>The stacks of both. Recursion goes as deep as the stacks are high, which <see cref="PushdownAutomaton"/> bounds.</summary>
    public StackSet Union(StackSet one, StackSet other)
    {
        if (ReferenceEquals(one, other) || other.Entries.Length == 0) return one;
        if (one.Entries.Length == 0) return other;
        if (unions.TryGetValue((one, other), out var known)) return known;
        Work += one.Entries.Length + other.Entries.Length;
        var merged = new List<StackSet.Entry>(one.Entries.Length + other.Entries.Length);
        int left = 0, right = 0;
        while (left < one.Entries.Length || right < other.Entries.Length)
        {
            var leftState = left < one.Entries.Length ? one.Entries[left].State : int.MaxValue;
            var rightState = right < other.Entries.Length ? other.Entries[right].State : int.MaxValue;
            if (leftState < rightState) merged.Add(one.Entries[left++]);
            else if (rightState < leftState) merged.Add(other.Entries[right++]);
            else merged.Add(new StackSet.Entry(leftState, Union(one.Entries[left++].Below, other.Entries[right++].Below)));
        }
        return unions[(one, other)] = Of([.. merged]);
    }
}
