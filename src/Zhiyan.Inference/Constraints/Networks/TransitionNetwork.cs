using System.Diagnostics;

namespace Zhiyan.Inference.Constraints.Networks;

/// <summary>
/// A grammar as a recursive transition network over bytes: a non-deterministic automaton for each rule, whose edges read a byte of UTF-8, read a
/// token, or call a rule. From every state the end can be reached. Immutable once built.
/// </summary>
internal sealed class TransitionNetwork
{
    /// <summary>Not of any rule: the whole text is read.</summary>
    public const int Complete = 0;

    /// <summary>Not of any rule: what follows depends on who called.</summary>
    public const int Returned = 1;

    private const int WorthClasses = 32;

    private readonly byte[] classes = new byte[256];
    private readonly List<byte> samples = [];

    /// <param name="states">All of them; the first two are <see cref="Complete"/> and <see cref="Returned"/>.</param>
    /// <exception cref="ConstraintException">No text leads from <paramref name="start"/> to the end of its rule.</exception>
    public TransitionNetwork(IReadOnlyList<NetworkState> states, int start)
    {
        States = [.. states];
        Start = start;
        if (!Reachability.Prune(States, start)) throw new ConstraintException("no text at all can satisfy the constraint.");
        foreach (var state in States) Shorten(state);
        FindClasses();
        if (States.Count(state => state.ReadsMuch) >= WorthClasses) Alike = new StateClasses(States);
    }

    public NetworkState[] States { get; }

    public int Start { get; }

    /// <summary>Which states are alike; null where too few lead on to many tokens for that to pay.</summary>
    public StateClasses? Alike { get; }

    /// <summary>For each byte, its class: no edge tells bytes of one class apart.</summary>
    public ReadOnlySpan<byte> Classes => classes;

    public int ClassCount => samples.Count;

    /// <summary>A byte of each class.</summary>
    public byte SampleOf(int byteClass) => samples[byteClass];

    /// <summary>Lets edges jump over states that only lead on.</summary>
    private void Shorten(NetworkState state)
    {
        for (var at = 0; at < state.Bytes.Count; at++) state.Bytes[at] = state.Bytes[at] with { Target = Beyond(state.Bytes[at].Target) };
        for (var at = 0; at < state.Tokens.Count; at++) state.Tokens[at] = state.Tokens[at] with { Target = Beyond(state.Tokens[at].Target) };
        for (var at = 0; at < state.Calls.Count; at++) state.Calls[at] = state.Calls[at] with { Return = Beyond(state.Calls[at].Return) };
    }

    private int Beyond(int state)
    {
        for (var steps = 0; States[state].StandsFor is >= 0 and var next; state = next)
            if (++steps > States.Length) throw new UnreachableException("a state that leads only to itself was not pruned");
        return state;
    }

    private void FindClasses()
    {
        Span<bool> begins = stackalloc bool[257];
        begins[0] = true;
        foreach (var edge in States.SelectMany(state => state.Bytes))
        {
            begins[edge.First] = true;
            begins[edge.Last + 1] = true;
        }
        for (var value = 0; value < 256; value++)
        {
            if (begins[value]) samples.Add((byte)value);
            classes[value] = (byte)(samples.Count - 1);
        }
    }
}
