using System.Runtime.CompilerServices;
using Zhiyan.Inference.Constraints.Matching;
using Zhiyan.Inference.Constraints.Networks;

namespace Zhiyan.Inference.Constraints.Masks;

/// <summary>
/// The mask of each configuration, found by walking the trie and the automaton together. What can be told from the states on top alone is found
/// once for these states (after XGrammar, Dong et al. 2024); only tokens that go on beyond the end of a rule are walked for each caller.
/// </summary>
internal sealed class TokenMasks
{
    private const int MostBytes = 8 << 20;      // of all masks kept

    private readonly PushdownAutomaton automaton;
    private readonly TokenTrie trie;
    private readonly Configuration[] path;      // by depth, after the text of the node there
    private readonly int[] nodeAt;              // by depth, that node
    private readonly bool[] returned;           // by depth, a stack came to its bottom on the way there
    private readonly List<int> undecided = [];
    private readonly HashSet<ulong[]> kept = new(new SameBits());
    private readonly List<Configuration> masked = [];
    private int generation;

    public TokenMasks(PushdownAutomaton automaton, TokenTrie trie)
    {
        this.automaton = automaton;
        this.trie = trie;
        path = new Configuration[trie.Depth + 1];
        nodeAt = new int[trie.Depth + 1];
        returned = new bool[trie.Depth + 1];
    }

    public TokenMask Of(Configuration configuration)
    {
        if (configuration.Mask is { } known) return known;
        lock (automaton.Lock)
        {
            if (configuration.Mask is { } found) return found;
            automaton.BeginWork();
            Trim();
            return Find(configuration);
        }
    }

    private TokenMask Find(Configuration configuration)
    {
        var words = new ulong[TokenMask.WordsFor(trie.VocabularySize)];
        if (configuration.IsComplete)
            foreach (var token in trie.EndTokens) words[token >> 6] |= 1UL << token;
        if (configuration.ReadsTokens) AddWholeTokens(configuration, words);
        List<TokenMask> locals = [.. Groups(configuration).Select(LocalMask)];
        StartWalk(configuration);
        foreach (var local in locals)
        {
            for (var at = 0; at < words.Length; at++) words[at] |= local.Words[at];
            foreach (var node in local.Undecided)
            {
                MoveTo(trie.Nodes[node].Parent);
                Walk(node, words, int.MaxValue);
            }
        }
        return Keep(configuration, words, []);
    }

    /// <summary>What can be told from states alone, whatever lies beneath them.</summary>
    private TokenMask LocalMask(int[] states)
    {
        var local = automaton.Local(states, out var reach);
        if (local.Mask is { } known) return known;
        var words = new ulong[TokenMask.WordsFor(trie.VocabularySize)];
        undecided.Clear();
        StartWalk(local);
        for (var node = 1; node < trie.Nodes.Length; node = trie.Nodes[node].End) Walk(node, words, reach);
        return Keep(local, words, [.. undecided]);
    }

    /// <summary>The states of a configuration, apart by what lies beneath them.</summary>
    private static IEnumerable<int[]> Groups(Configuration configuration) =>
        configuration.Stacks.Entries.ToArray().Where(entry => entry.State != TransitionNetwork.Complete)
            .GroupBy(entry => entry.Below, entry => entry.State, ReferenceEqualityComparer.Instance).Select(group => group.ToArray());

    private void StartWalk(Configuration start)
    {
        Array.Fill(nodeAt, -1);
        path[0] = start;
        nodeAt[0] = 0;
        returned[0] = false;
    }

    /// <summary>Brings the path to a node whose text does not lead to a dead end.</summary>
    private void MoveTo(int node)
    {
        var (value, depth, parent, _, _) = trie.Nodes[node];
        if (nodeAt[depth] == node) return;
        MoveTo(parent);
        path[depth] = automaton.Next(path[depth - 1], value);
        nodeAt[depth] = node;
    }

    /// <summary>Adds the tokens that fit, of a node and all below it; the path has its parent. Beyond the reach all is undecided.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Walk(int first, ulong[] words, int reach)
    {
        var nodes = trie.Nodes;
        for (int at = first, end = nodes[first].End; at < end;)
        {
            ref readonly var node = ref nodes[at];
            var next = node.Depth <= reach ? automaton.Next(path[node.Depth - 1], node.Byte) : null;
            if (next is null || next.IsDead)
            {
                if (next is null || returned[node.Depth - 1]) undecided.Add(at);
                at = node.End;
                continue;
            }
            path[node.Depth] = next;
            nodeAt[node.Depth] = at;
            returned[node.Depth] = returned[node.Depth - 1] | next.HasReturned;
            for (var token = node.Token; token >= 0; token = trie.NextOfSameText(token)) words[token >> 6] |= 1UL << token;
            at++;
        }
    }

    private void AddWholeTokens(Configuration configuration, ulong[] words)
    {
        foreach (var entry in configuration.Stacks.Entries)
        {
            foreach (var edge in automaton.StateOf(entry).Tokens)
            {
                if (!edge.IsNegated) words[edge.Token >> 6] |= 1UL << edge.Token;
                else AddAllBut(edge.Token, words);
            }
        }
    }

    private void AddAllBut(int excluded, ulong[] words)
    {
        for (var token = 0; token < trie.VocabularySize; token++)
            if (token != excluded && !trie.TextOf(token).IsEmpty) words[token >> 6] |= 1UL << token;
    }

    private TokenMask Keep(Configuration configuration, ulong[] words, int[] undecidedNodes)
    {
        if (kept.TryGetValue(words, out var same)) words = same;
        else kept.Add(words);
        masked.Add(configuration);
        return configuration.Mask = new TokenMask(words, undecidedNodes);
    }

    /// <summary>Forgets every mask where they became too many, or where the automaton forgot what they belong to.</summary>
    private void Trim()
    {
        if (generation == automaton.Generation && (long)kept.Count * sizeof(ulong) * TokenMask.WordsFor(trie.VocabularySize) < MostBytes) return;
        foreach (var configuration in masked) configuration.Mask = null;
        masked.Clear();
        kept.Clear();
        generation = automaton.Generation;
    }

    private sealed class SameBits : IEqualityComparer<ulong[]>
    {
        public bool Equals(ulong[]? x, ulong[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(ulong[] words)
        {
            var hash = new HashCode();
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
