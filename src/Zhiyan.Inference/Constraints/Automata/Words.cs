using static Zhiyan.Inference.Constraints.Automata.Automaton;

namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>The automaton of a finite list of texts.</summary>
internal static class Words
{
    public static Automaton Of(params IEnumerable<string> words)
    {
        var next = new List<SortedDictionary<int, int>> { new() };
        var ends = new HashSet<int>();
        foreach (var word in words)
        {
            var state = 0;
            foreach (var rune in word.EnumerateRunes())
            {
                if (!next[state].TryGetValue(rune.Value, out var target))
                {
                    next[state][rune.Value] = target = next.Count;
                    next.Add([]);
                    if (next.Count > MostTrieStates) throw TooLarge();
                }
                state = target;
            }
            ends.Add(state);
        }
        var states = next.Select((steps, state) => new State(ends.Contains(state), [.. steps.Select(step => new Transition(step.Key, step.Key, step.Value))]));
        var minimal = Minimization.Of([.. states]);
        return minimal.States.Count > MostStates ? throw TooLarge() : minimal;
    }

    /// <summary>Before states that go on alike become one.</summary>
    private const int MostTrieStates = 10 * MostStates;
}
