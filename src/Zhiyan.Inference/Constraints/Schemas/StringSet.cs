using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// A set of string values. Any text within bounds of length is kept as the bounds, which may be large; all else is an automaton that has them in it.
/// </summary>
internal sealed record StringSet
{
    private readonly Automaton language;
    private readonly int least;
    private readonly int? most;

    private StringSet(Automaton language, int least, int? most) => (this.language, this.least, this.most) = (language, least, most);

    public static StringSet None { get; } = new(Automaton.Nothing, 0, null);

    public static StringSet All { get; } = new(Automaton.Everything, 0, null);

    public bool IsEmpty => language.IsNothing;

    public bool IsAll => IsFree && (least, most) is (0, null);

    private bool IsFree => ReferenceEquals(language, Automaton.Everything);

    /// <summary>The values as one automaton.</summary>
    public Automaton Language => IsFree && !IsAll ? Automaton.OfLength(least, most) : language;

    /// <summary>The automaton without the bounds that are kept beside it.</summary>
    public Automaton Kept => language;

    public static StringSet Of(Automaton language) => language.IsEverything ? All : new(language, 0, null);

    public static StringSet OfLength(int least, int? most) => most < least ? None : new(Automaton.Everything, least, most);

    public StringSet Intersect(StringSet other)
    {
        if (IsAll || other.IsEmpty) return other;
        if (other.IsAll || IsEmpty) return this;
        if (IsFree && other.IsFree) return OfLength(Math.Max(least, other.least), Least(most, other.most));
        if (IsFree) return other.Intersect(this);
        if (!other.IsFree) return Of(language.Intersect(other.language));
        var (shortest, longest) = Lengths(language);
        // Bounds that the automaton keeps by itself cost no state.
        var (atLeast, atMost) = (shortest >= other.least ? 0 : other.least, longest <= other.most ? null : other.most);
        return (atLeast, atMost) is (0, null) ? this : Of(language.Intersect(Automaton.OfLength(atLeast, atMost)));
    }

    public StringSet Union(StringSet other)
    {
        if (IsAll || other.IsEmpty) return this;
        if (other.IsAll || IsEmpty) return other;
        return Of(Language.Union(other.Language));
    }

    public StringSet Complement()
    {
        if (IsAll) return None;
        if (IsEmpty) return All;
        if (IsFree && least == 0 && most < int.MaxValue) return OfLength(most.Value + 1, null);
        if (IsFree && most is null) return OfLength(0, least - 1);
        return Of(Language.Complement());
    }

    public Expression ToExpression() => IsFree ? JsonStrings.OfLength(least, most) : new Regular(JsonStrings.TextsOf(language));

    private static int? Least(int? left, int? right) => left is null ? right : right is null ? left : Math.Min(left.Value, right.Value);

    /// <summary>Of the shortest and the longest text; null where there is no longest.</summary>
    private static (int Shortest, int? Longest) Lengths(Automaton automaton)
    {
        // Numbers are breadth first, so the first accepting state is met by a shortest text.
        var shortest = new int[automaton.States.Count];
        Array.Fill(shortest, int.MaxValue);
        shortest[0] = 0;
        for (var state = 0; state < automaton.States.Count; state++)
        {
            foreach (var transition in automaton.States[state].Transitions)
                shortest[transition.Target] = Math.Min(shortest[transition.Target], shortest[state] + 1);
        }
        var least = automaton.States.Index().Where(pair => pair.Item.IsAccepting).Min(pair => shortest[pair.Index]);
        return (least, Longest(automaton));
    }

    private static int? Longest(Automaton automaton)
    {
        // Kahn's order: a state is settled when all the ways into it are; one in a circle never is.
        var waiting = new int[automaton.States.Count];
        foreach (var transition in automaton.States.SelectMany(state => state.Transitions)) waiting[transition.Target]++;
        if (waiting[0] > 0) return null;
        var longest = new int[automaton.States.Count];
        var settled = new List<int> { 0 };
        for (var at = 0; at < settled.Count; at++)
        {
            foreach (var transition in automaton.States[settled[at]].Transitions)
            {
                longest[transition.Target] = Math.Max(longest[transition.Target], longest[settled[at]] + 1);
                if (--waiting[transition.Target] == 0) settled.Add(transition.Target);
            }
        }
        return settled.Count == automaton.States.Count ? longest.Max() : null;
    }
}
