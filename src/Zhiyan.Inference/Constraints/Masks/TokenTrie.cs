using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Constraints.Masks;

/// <summary>
/// The tokens of a vocabulary by their bytes, as a tree in one array in pre-order, so that tokens with one beginning are tried together. Control
/// tokens and end tokens are no text and not in it. Immutable.
/// </summary>
internal sealed class TokenTrie
{
    private readonly Tokenizer tokenizer;
    private readonly Node[] nodes;
    private readonly int[] sameText;        // by token, the next one with the same bytes, or −1
    private readonly bool[] isText;

    public TokenTrie(Tokenizer tokenizer, IReadOnlySet<int> endTokens)
    {
        this.tokenizer = tokenizer;
        VocabularySize = tokenizer.VocabularySize;
        EndTokens = endTokens.Where(token => token < VocabularySize).ToHashSet();
        isText = new bool[VocabularySize];
        sameText = new int[VocabularySize];
        int[] tokens = [.. Enumerable.Range(0, VocabularySize).Where(IsSpelled)];
        foreach (var token in tokens) isText[token] = true;
        Array.Sort(tokens, (one, other) => tokenizer.BytesOf(one).SequenceCompareTo(tokenizer.BytesOf(other)));
        nodes = Build(tokens);
    }

    public int VocabularySize { get; }

    public IReadOnlySet<int> EndTokens { get; }

    /// <summary>The root first.</summary>
    public ReadOnlySpan<Node> Nodes => nodes;

    public int Depth { get; private set; }

    /// <summary>The bytes of a token of text; empty for any other.</summary>
    public ReadOnlySpan<byte> TextOf(int token) => isText[token] ? tokenizer.BytesOf(token) : [];

    /// <summary>Another token with the same bytes, or −1.</summary>
    public int NextOfSameText(int token) => sameText[token];

    private bool IsSpelled(int token) =>
        tokenizer.BytesOf(token).Length > 0 && !EndTokens.Contains(token)
        && tokenizer.Vocabulary.Kind(token) is TokenKind.Normal or TokenKind.UserDefined or TokenKind.Byte;

    private Node[] Build(int[] sorted)
    {
        var built = new List<Node> { new(0, 0, -1, -1, 0) };
        var path = new List<int> { 0 };         // the node at each depth of the token before
        var before = -1;
        foreach (var token in sorted)
        {
            var text = tokenizer.BytesOf(token);
            var common = before < 0 ? 0 : text.CommonPrefixLength(tokenizer.BytesOf(before));
            Close(built, path, common);
            for (var depth = common; depth < text.Length; depth++)
            {
                built.Add(new Node(text[depth], depth + 1, path[depth], -1, 0));
                path.Add(built.Count - 1);
            }
            Depth = Math.Max(Depth, text.Length);
            sameText[token] = built[path[^1]].Token;
            built[path[^1]] = built[path[^1]] with { Token = token };
            before = token;
        }
        Close(built, path, -1);
        return [.. built];
    }

    /// <summary>The nodes deeper than that are whole.</summary>
    private static void Close(List<Node> built, List<int> path, int depth)
    {
        foreach (var node in path[(depth + 1)..]) built[node] = built[node] with { End = built.Count };
        path.RemoveRange(depth + 1, path.Count - depth - 1);
    }

    /// <param name="Byte">The last of its text.</param>
    /// <param name="Depth">The length of its text.</param>
    /// <param name="Token">One that ends here, or −1.</param>
    /// <param name="End">The first node that is not below this one.</param>
    public readonly record struct Node(byte Byte, int Depth, int Parent, int Token, int End);
}
