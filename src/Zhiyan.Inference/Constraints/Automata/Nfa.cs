using static Zhiyan.Inference.Constraints.Automata.Automaton;

namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>
/// A nondeterministic automaton while it is put together (Thompson 1968), and its subset construction. A link is taken for nothing: always, or
/// only where the text starts, or only where it ends.
/// </summary>
internal sealed class Nfa
{
    /// <summary>Bounds on what a short pattern with large counts can ask for: states put together, and states visited while they are made deterministic.</summary>
    private const int MostNodes = 100_000, MostVisits = 2_000_000;

    public enum When { Always, AtStart, AtEnd }

    private readonly List<Node> nodes = [];
    private int visits, rounds;

    private sealed class Node
    {
        public List<(int Target, When When)> Links { get; } = [];

        public List<Transition> Steps { get; } = [];

        /// <summary>The last closure that reached it.</summary>
        public int Round { get; set; }
    }

    public int Add()
    {
        if (nodes.Count >= MostNodes) throw TooLarge();
        nodes.Add(new Node());
        return nodes.Count - 1;
    }

    public void Link(int from, int to, When when = When.Always) => nodes[from].Links.Add((to, when));

    public void Step(int from, CodePointSet set, int to)
    {
        foreach (var (first, last) in set.Ranges) nodes[from].Steps.Add(new Transition(first, last, to));
    }

    /// <summary>The states of an automaton, with one end.</summary>
    public (int Start, int End) Add(Automaton automaton)
    {
        var start = nodes.Count;
        foreach (var _ in automaton.States) Add();
        var end = Add();
        for (var state = 0; state < automaton.States.Count; state++)
        {
            foreach (var (first, last, target) in automaton.States[state].Transitions)
                nodes[start + state].Steps.Add(new Transition(first, last, start + target));
            if (automaton.States[state].IsAccepting) Link(start + state, end);
        }
        return (start, end);
    }

    /// <param name="anyAfter">Whether any text may follow, so that a set which holds the end is as good as the end alone.</param>
    public Automaton ToAutomaton(int start, int end, bool anyAfter = false)
    {
        if (anyAfter) Step(end, CodePointSet.All, end);
        var labels = new Labels([.. nodes.Select(node => node.Steps)]);
        var steps = nodes.Select(node => labels.Steps(node.Steps)).ToList();
        var targets = Enumerable.Range(0, labels.Count).Select(_ => new List<int>()).ToList();
        var touched = new List<int>();
        var numbers = new Dictionary<int[], int>(SetComparer.Instance);
        var sets = new List<int[]>();
        var states = new List<State>();
        NumberOf(Closure([start], isStart: true, isEnd: false));
        for (var at = 0; at < sets.Count; at++)
        {
            var isAccepting = Array.BinarySearch(Closure(at == 0 ? [start] : sets[at], at == 0, isEnd: true), end) >= 0;
            states.Add(new State(isAccepting, Transitions(sets[at])));
        }
        return Minimization.Of(states);

        List<Transition> Transitions(int[] set)
        {
            var transitions = new List<Transition>();
            foreach (var node in set)
            {
                foreach (var (label, target) in steps[node])
                {
                    if (targets[label].Count == 0) touched.Add(label);
                    targets[label].Add(target);
                }
            }
            foreach (var label in touched)
            {
                var number = NumberOf(Closure(targets[label], isStart: false, isEnd: false));
                foreach (var (first, last) in labels.Ranges[label]) transitions.Add(new Transition(first, last, number));
                targets[label].Clear();
            }
            touched.Clear();
            transitions.Sort((left, right) => left.First.CompareTo(right.First));
            return transitions;
        }

        int NumberOf(int[] set)
        {
            if (anyAfter && Array.BinarySearch(set, end) >= 0) set = [end];
            // The first set is the only one at the start of the text, so it is never met again under its number.
            if (sets.Count > 0 && numbers.TryGetValue(set, out var number)) return number;
            if (sets.Count >= MostStates) throw TooLarge();
            if (sets.Count > 0) numbers[set] = sets.Count;
            sets.Add(set);
            return sets.Count - 1;
        }
    }

    private int[] Closure(IEnumerable<int> set, bool isStart, bool isEnd)
    {
        var round = ++rounds;
        var members = new List<int>();
        foreach (var node in set) Reach(node);
        for (var at = 0; at < members.Count; at++)
        {
            foreach (var (target, when) in nodes[members[at]].Links)
                if (when == When.Always || (when == When.AtStart ? isStart : isEnd)) Reach(target);
        }
        if ((visits += members.Count) > MostVisits) throw TooLarge();
        members.Sort();
        return [.. members];

        void Reach(int node)
        {
            if (nodes[node].Round == round) return;
            nodes[node].Round = round;
            members.Add(node);
        }
    }

    private sealed class SetComparer : IEqualityComparer<int[]>
    {
        public static SetComparer Instance { get; } = new();

        public bool Equals(int[]? left, int[]? right) => left.AsSpan().SequenceEqual(right);

        public int GetHashCode(int[] set)
        {
            var hash = new HashCode();
            foreach (var node in set) hash.Add(node);
            return hash.ToHashCode();
        }
    }
}
