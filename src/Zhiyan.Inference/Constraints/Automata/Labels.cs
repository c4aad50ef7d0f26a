using static Zhiyan.Inference.Constraints.Automata.Automaton;

namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>
/// The code points of some transitions, cut into as few labels as tell apart what any state does: all of \p{L} is one label where no state
/// knows a letter from another.
/// </summary>
internal sealed class Labels
{
    private readonly int[] starts;
    private readonly int[] labelOf;

    /// <param name="states">The transitions out of each state; in nondeterministic ones they may overlap.</param>
    public Labels(IReadOnlyList<IReadOnlyList<Transition>> states)
    {
        starts = [.. states.SelectMany(state => state).SelectMany(step => (int[])[step.First, step.Last + 1]).Distinct().Order()];
        labelOf = new int[starts.Length];
        Count = 1;
        var split = new Dictionary<int, int>();
        foreach (var target in states.SelectMany(state => state.GroupBy(step => step.Target)))
        {
            split.Clear();
            var seen = -1;
            foreach (var at in target.OrderBy(step => step.First).SelectMany(Intervals))
            {
                if (at <= seen) continue;
                seen = at;
                if (!split.TryGetValue(labelOf[at], out var label)) split[labelOf[at]] = label = Count++;
                labelOf[at] = label;
            }
        }
        Ranges = labelOf.Index().SkipLast(1).ToLookup(pair => pair.Item, pair => (starts[pair.Index], starts[pair.Index + 1] - 1));
    }

    public int Count { get; private set; }

    /// <summary>The code points of each label.</summary>
    public ILookup<int, (int First, int Last)> Ranges { get; }

    /// <summary>The steps of a state, each once for a label.</summary>
    public IReadOnlyList<(int Label, int Target)> Steps(IReadOnlyList<Transition> state) =>
        [.. state.SelectMany(step => Intervals(step).Select(at => (labelOf[at], step.Target))).Distinct()];

    private IEnumerable<int> Intervals(Transition step)
    {
        for (var at = Array.BinarySearch(starts, step.First); at < starts.Length && starts[at] <= step.Last; at++) yield return at;
    }
}
