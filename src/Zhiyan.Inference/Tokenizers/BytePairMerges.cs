using System.Runtime.InteropServices;
using System.Text;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>Which two neighbouring tokens become one, and in what order (Sennrich et al. 2016, arXiv:1508.07909).</summary>
internal sealed class BytePairMerges
{
    private readonly Dictionary<(int Left, int Right), Merge> merges;

    private BytePairMerges(int capacity) => merges = new Dictionary<(int, int), Merge>(capacity);

    /// <summary>The symbols that a text starts as, by code point. An id past the vocabulary is a character that only merges give a token.</summary>
    public Dictionary<int, int> Symbols { get; } = [];

    public bool TryFind(int left, int right, out Merge merge) => merges.TryGetValue((left, right), out merge);

    /// <summary>From a list of rules, the first of which comes first.</summary>
    public static BytePairMerges FromRules(string path, Vocabulary vocabulary, IReadOnlyList<(string Left, string Right)> rules)
    {
        var table = new BytePairMerges(rules.Count);
        table.AddSymbols(vocabulary);
        for (var rank = 0; rank < rules.Count; rank++)
        {
            var (left, right) = rules[rank];
            if (!vocabulary.TryFind(left, out var leftId)) throw Unknown(left);
            if (!vocabulary.TryFind(right, out var rightId)) throw Unknown(right);
            if (!vocabulary.TryFind(left + right, out var id)) throw Unknown(left + right);
            if (!vocabulary.IsControl(id)) table.merges.TryAdd((leftId, rightId), new Merge(rank, id));      // plain text never makes a control token

            ModelFormatException Unknown(string token) => new(
                $"{path}: merge {rank} ('{left}' + '{right}') needs the token '{token}', which is not in the vocabulary; convert the model again.");
        }
        return table;
    }

    /// <summary>From SentencePiece's scores: any two that together spell a token, the one with the highest score first.</summary>
    public static BytePairMerges FromScores(Vocabulary vocabulary, ReadOnlySpan<float> scores)
    {
        var table = new BytePairMerges(vocabulary.Size * 2);
        table.AddSymbols(vocabulary);
        var ranks = RanksOf(scores);
        var nextSymbol = vocabulary.Size;
        for (var id = 0; id < vocabulary.Size; id++)
        {
            if (vocabulary.Kind(id) != TokenKind.Normal) continue;
            var text = vocabulary.Text(id).AsSpan();
            for (var cut = WidthAt(text, 0); cut < text.Length; cut += WidthAt(text, cut))
            {
                if (table.TryFindSymbol(vocabulary, text[..cut], ref nextSymbol, out var left)
                    && table.TryFindSymbol(vocabulary, text[cut..], ref nextSymbol, out var right))
                    table.merges[(left, right)] = new Merge(ranks[id], id);
            }
        }
        return table;
    }

    private void AddSymbols(Vocabulary vocabulary)
    {
        for (var id = 0; id < vocabulary.Size; id++)
        {
            var text = vocabulary.Text(id);
            if (vocabulary.Kind(id) is TokenKind.Normal or TokenKind.UserDefined && text.Length > 0 && WidthAt(text, 0) == text.Length)
                Symbols[CodePoint(text)] = id;
        }
    }

    private bool TryFindSymbol(Vocabulary vocabulary, ReadOnlySpan<char> text, ref int nextSymbol, out int id)
    {
        if (WidthAt(text, 0) < text.Length) return vocabulary.TryFind(text, out id) && vocabulary.Kind(id) == TokenKind.Normal;
        ref var symbol = ref CollectionsMarshal.GetValueRefOrAddDefault(Symbols, CodePoint(text), out var exists);
        if (!exists) symbol = nextSymbol++;
        id = symbol;
        return true;
    }

    /// <summary>For each token its place in the order; equal scores share one, so that the leftmost pair wins.</summary>
    private static int[] RanksOf(ReadOnlySpan<float> scores)
    {
        float[] order = [.. scores.ToArray().Distinct().OrderDescending()];
        var places = new Dictionary<float, int>(order.Length);
        for (var rank = 0; rank < order.Length; rank++) places[order[rank]] = rank;
        var ranks = new int[scores.Length];
        for (var id = 0; id < ranks.Length; id++) ranks[id] = places[scores[id]];
        return ranks;
    }

    private static int WidthAt(ReadOnlySpan<char> text, int at)
    {
        Rune.DecodeFromUtf16(text[at..], out _, out var width);
        return width;
    }

    private static int CodePoint(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out var rune, out _);
        return rune.Value;
    }

    public readonly record struct Merge(int Rank, int Id);
}
