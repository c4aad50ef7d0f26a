using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Networks;

/// <summary>The states between the first and the last byte of a character of a set. Immutable.</summary>
internal sealed class Utf8Graph
{
    /// <summary>Before the character, and after it.</summary>
    public const int From = 0, To = 1;

    private readonly List<Edge> edges = [];
    private readonly Dictionary<string, int> shared = [];       // states by what is left to read, which is the same after many first bytes

    public Utf8Graph(CodePointSet set) => Add(Utf8Sequence.Of(set), 0, From);

    public IReadOnlyList<Edge> Edges => edges;

    /// <summary><see cref="From"/> and <see cref="To"/> among them.</summary>
    public int StateCount => shared.Count + 2;

    private void Add(List<Utf8Sequence> characters, int depth, int from)
    {
        foreach (var group in characters.GroupBy(each => (First: each.First[depth], Last: each.Last[depth], IsEnd: each.Length == depth + 1)))
        {
            var next = group.Key.IsEnd ? To : After([.. group], depth + 1);
            edges.Add(new Edge(from, group.Key.First, group.Key.Last, next));
        }
    }

    private int After(List<Utf8Sequence> characters, int depth)
    {
        var key = string.Concat(characters.Select(each => $"{Convert.ToHexString(each.First.AsSpan(depth))}-{Convert.ToHexString(each.Last.AsSpan(depth))} "));
        if (shared.TryGetValue(key, out var state)) return state;
        shared[key] = state = StateCount;
        Add(characters, depth, state);
        return state;
    }

    public readonly record struct Edge(int From, byte First, byte Last, int To);
}
