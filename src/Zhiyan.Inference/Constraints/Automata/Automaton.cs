namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>
/// A deterministic finite automaton over code points: state 0 starts. Transitions of a state are sorted, disjoint, inclusive ranges; a code
/// point in none of them ends the match. Immutable.
/// </summary>
public sealed record Automaton(IReadOnlyList<Automaton.State> States)
{
    public sealed record State(bool IsAccepting, IReadOnlyList<Transition> Transitions);

    public readonly record struct Transition(int First, int Last, int Target);
}
