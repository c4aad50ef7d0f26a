using static Zhiyan.Inference.Constraints.Automata.Automaton;

namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>
/// The least automaton of a language: dead ends go, states that no text tells apart become one, the rest is numbered breadth first. The
/// partition of partial automata is Valmari's ("Fast brief practical DFA minimization", 2012): n log n in the number of transitions.
/// </summary>
internal static class Minimization
{
    public static Automaton Of(IReadOnlyList<State> states)
    {
        var live = Live(states);
        if (!live[0]) return Nothing;
        var edges = LabelledEdges(states, live);
        var blocks = new Partition(states.Count);
        for (var state = 0; state < states.Count; state++)
            if (live[state] && states[state].IsAccepting) blocks.Mark(state);
        blocks.Split();
        for (var state = 0; state < states.Count; state++)
            if (!live[state]) blocks.Mark(state);
        blocks.Split();
        Refine(blocks, edges, states.Count);
        return Renumbered(states, live, blocks);
    }

    private static void Refine(Partition blocks, List<(int Tail, int Label, int Head)> edges, int stateCount)
    {
        var cords = new Partition(edges.Count);
        foreach (var label in Enumerable.Range(0, edges.Count).GroupBy(edge => edges[edge].Label))
        {
            foreach (var edge in label) cords.Mark(edge);
            cords.Split();
        }
        var into = new List<int>[stateCount];
        for (var edge = 0; edge < edges.Count; edge++) (into[edges[edge].Head] ??= []).Add(edge);

        // A cord is a set of transitions with one label into one block. Splitting blocks by cords and cords by blocks ends where neither splits.
        for (int cord = 0, block = 1; cord < cords.Count; cord++)
        {
            foreach (var edge in cords.Elements(cord)) blocks.Mark(edges[edge].Tail);
            blocks.Split();
            for (; block < blocks.Count; block++)
            {
                foreach (var state in blocks.Elements(block))
                    foreach (var edge in into[state] ?? []) cords.Mark(edge);
                cords.Split();
            }
        }
    }

    private static bool[] Live(IReadOnlyList<State> states)
    {
        var from = new List<int>?[states.Count];
        for (var state = 0; state < states.Count; state++)
            foreach (var transition in states[state].Transitions) (from[transition.Target] ??= []).Add(state);
        var live = new bool[states.Count];
        var open = new Stack<int>(Enumerable.Range(0, states.Count).Where(state => states[state].IsAccepting));
        while (open.TryPop(out var state))
        {
            if (live[state]) continue;
            live[state] = true;
            foreach (var before in from[state] ?? []) open.Push(before);
        }
        return live;
    }

    /// <summary>Every transition between live states, once for each label.</summary>
    private static List<(int Tail, int Label, int Head)> LabelledEdges(IReadOnlyList<State> states, bool[] live)
    {
        var labels = new Labels([.. states.Select(state => state.Transitions)]);
        var edges = new List<(int Tail, int Label, int Head)>();
        for (var state = 0; state < states.Count; state++)
        {
            if (!live[state]) continue;
            foreach (var (label, target) in labels.Steps(states[state].Transitions))
                if (live[target]) edges.Add((state, label, target));
        }
        return edges;
    }

    private static Automaton Renumbered(IReadOnlyList<State> states, bool[] live, Partition blocks)
    {
        var numbers = new Dictionary<int, int> { [blocks.BlockOf(0)] = 0 };
        var members = new List<int> { 0 };
        var renumbered = new List<State>();
        for (var at = 0; at < members.Count; at++)
        {
            var transitions = new List<Transition>();
            foreach (var (first, last, target) in states[members[at]].Transitions)
            {
                if (!live[target]) continue;
                if (!numbers.TryGetValue(blocks.BlockOf(target), out var number))
                {
                    numbers[blocks.BlockOf(target)] = number = members.Count;
                    members.Add(target);
                }
                if (transitions.Count > 0 && transitions[^1] is var before && before.Target == number && before.Last + 1 == first)
                    transitions[^1] = before with { Last = last };
                else transitions.Add(new Transition(first, last, number));
            }
            renumbered.Add(new State(states[members[at]].IsAccepting, transitions));
        }
        return new Automaton(renumbered);
    }
}
