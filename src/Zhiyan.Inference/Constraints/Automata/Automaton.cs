namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>
/// A deterministic finite automaton over code points: state 0 starts. Transitions of a state are sorted, disjoint, inclusive ranges; a code
/// point in none of them ends the match. Immutable. What the operations here return is minimal, numbered breadth first and free of dead ends:
/// two automata of one language are then equal state by state.
/// </summary>
public sealed record Automaton(IReadOnlyList<Automaton.State> States)
{
    /// <summary>No automaton grows beyond this many states: what needs more is refused.</summary>
    public const int MostStates = 20_000;

    public sealed record State(bool IsAccepting, IReadOnlyList<Transition> Transitions);

    public readonly record struct Transition(int First, int Last, int Target);

    /// <summary>No text.</summary>
    public static Automaton Nothing { get; } = new([new State(false, [])]);

    /// <summary>Only the empty text.</summary>
    public static Automaton Empty { get; } = new([new State(true, [])]);

    /// <summary>Every text.</summary>
    public static Automaton Everything { get; } = new([new State(true, [.. CodePointSet.All.Ranges.Select(range => new Transition(range.First, range.Last, 0))])]);

    /// <summary>One code point of a set.</summary>
    public static Automaton OneOf(CodePointSet set) =>
        set.IsEmpty ? Nothing : new([new State(false, [.. set.Ranges.Select(range => new Transition(range.First, range.Last, 1))]), new State(true, [])]);

    /// <summary>Texts of <paramref name="least"/> to <paramref name="most"/> code points; null for without end.</summary>
    public static Automaton OfLength(int least, int? most)
    {
        if (most < least) return Nothing;
        var last = most ?? least;
        if (last >= MostStates) throw TooLarge();
        var states = Enumerable.Range(0, last + 1).Select(length => new State(length >= least, length < last ? Any(length + 1) : most is null ? Any(length) : []));
        return new Automaton([.. states]);

        static IReadOnlyList<Transition> Any(int target) => [.. CodePointSet.All.Ranges.Select(range => new Transition(range.First, range.Last, target))];
    }

    public bool IsNothing => States.Count == 1 && !States[0].IsAccepting;

    public bool IsEverything => HasSameStates(Everything);

    public Automaton Intersect(Automaton other) =>
        other.IsEverything ? this : IsEverything ? other : Product.Of(this, other, static (left, right) => left && right);

    public Automaton Union(Automaton other) =>
        other.IsNothing ? this : IsNothing ? other : Product.Of(this, other, static (left, right) => left || right);

    public Automaton Except(Automaton other) => other.IsNothing ? this : Product.Of(this, other, static (left, right) => left && !right);

    public Automaton Complement() => Everything.Except(this);

    /// <summary>A text of this, then one of <paramref name="next"/>.</summary>
    public Automaton Then(Automaton next)
    {
        var nfa = new Nfa();
        var (start, end) = nfa.Add(this);
        var (nextStart, nextEnd) = nfa.Add(next);
        nfa.Link(end, nextStart);
        return nfa.ToAutomaton(start, nextEnd);
    }

    public bool Accepts(string text)
    {
        var state = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            state = Next(state, rune.Value);
            if (state < 0) return false;
        }
        return States[state].IsAccepting;
    }

    /// <summary>The state after a code point, or -1.</summary>
    public int Next(int state, int codePoint)
    {
        var transitions = States[state].Transitions;
        int low = 0, high = transitions.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < transitions[middle].First) high = middle - 1;
            else if (codePoint > transitions[middle].Last) low = middle + 1;
            else return transitions[middle].Target;
        }
        return -1;
    }

    /// <summary>The texts in ascending order of code points, or null where there are more than <paramref name="most"/>.</summary>
    public IReadOnlyList<string>? Texts(int most)
    {
        var texts = new List<string>();
        var path = new Stack<(int State, string Text)>([(0, "")]);
        while (path.TryPop(out var at))
        {
            // Every state leads to an accepting one, so a path longer than there are states has gone round in a circle.
            if (texts.Count > most || path.Count > most + 1 || at.Text.Length > 2 * States.Count) return null;
            if (States[at.State].IsAccepting) texts.Add(at.Text);
            foreach (var (first, last, target) in States[at.State].Transitions.Reverse())
            {
                if (last - first >= most) return null;
                for (var codePoint = last; codePoint >= first; codePoint--) path.Push((target, at.Text + char.ConvertFromUtf32(codePoint)));
            }
        }
        return texts.Count > most ? null : texts;
    }

    public bool HasSameStates(Automaton other)
    {
        if (States.Count != other.States.Count) return false;
        for (var state = 0; state < States.Count; state++)
        {
            var (mine, theirs) = (States[state], other.States[state]);
            if (mine.IsAccepting != theirs.IsAccepting || !mine.Transitions.SequenceEqual(theirs.Transitions)) return false;
        }
        return true;
    }

    internal static ConstraintException TooLarge() =>
        new($"an automaton of more than {MostStates:N0} states would be needed; use smaller counts or lengths, or a simpler pattern.");
}
