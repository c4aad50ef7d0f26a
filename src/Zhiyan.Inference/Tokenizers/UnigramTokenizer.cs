using System.Text;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// SentencePiece's unigram language model (Kudo 2018, arXiv:1804.10959): of all ways to cut a text into pieces, the one whose scores add up to
/// the most, found by Viterbi's algorithm in time linear in the text. Scores are added in single precision and in SentencePiece's order, over
/// the whole text, so that close calls go its way too.
/// </summary>
internal sealed class UnigramTokenizer : Tokenizer
{
    /// <summary>How far below the least score a character without a piece lies.</summary>
    private const float UnknownPenalty = 10;

    private readonly IReadOnlyList<PreTokenizer> preTokenizers;
    private readonly float[] scores;
    private readonly PieceTrie pieces;
    private readonly float unknownScore;
    private readonly int unknown;
    private readonly int[]? byteTokens;

    /// <param name="scores">Log-probabilities by id; only those of normal tokens count, so that plain text never makes another.</param>
    /// <param name="byteTokens">Spell, byte by byte, a character that has no piece; null where such a stretch becomes the unknown token.</param>
    public UnigramTokenizer(
        Vocabulary vocabulary, TokenBytes bytes, Normalizer normalizer, IReadOnlyList<AddedToken> addedTokens,
        IReadOnlyList<PreTokenizer> preTokenizers, float[] scores, int unknown, int[]? byteTokens)
        : base(vocabulary, bytes, normalizer, addedTokens)
    {
        this.preTokenizers = preTokenizers;
        this.scores = scores;
        this.unknown = unknown;
        this.byteTokens = byteTokens;
        int[] normal = [.. Enumerable.Range(0, vocabulary.Size).Where(id => vocabulary.Kind(id) == TokenKind.Normal && vocabulary.Text(id).Length > 0)];
        pieces = new PieceTrie(normal.Select(id => (vocabulary.Text(id), id)));
        unknownScore = normal.Select(id => scores[id]).DefaultIfEmpty().Min() - UnknownPenalty;
    }

    private protected override void EncodeText(ReadOnlyMemory<char> text, bool first, List<int> ids)
    {
        var cut = new Pieces(text, first);
        foreach (var step in preTokenizers) step.Apply(cut);
        var ends = new Step[cut.Spans.Select(span => span.End - span.Start).DefaultIfEmpty().Max() + 1];
        var score = 0f;
        foreach (var (start, end) in cut.Spans) score = EncodePiece(cut.Text.Span[start..end], score, ends, ids);
    }

    /// <summary>Returns the score of the text up to the end of the piece.</summary>
    /// <param name="score">That of the text before it.</param>
    /// <param name="ends">Scratch: for every place, the best piece that ends there.</param>
    private float EncodePiece(ReadOnlySpan<char> text, float score, Span<Step> ends, List<int> ids)
    {
        ends = ends[..(text.Length + 1)];
        ends.Fill(new Step(score, -1, -1));
        for (var start = 0; start < text.Length;)
        {
            Rune.DecodeFromUtf16(text[start..], out _, out var width);
            var before = ends[start].Score;
            var hasCharacter = false;
            for (var piece = pieces.At(text[start..]); piece.MoveNext();)
            {
                Offer(ref ends[start + piece.Length], new Step(scores[piece.Id] + before, start, piece.Id));
                hasCharacter |= piece.Length == width;
            }
            if (!hasCharacter) Offer(ref ends[start + width], new Step(unknownScore + before, start, unknown));
            start += width;
        }
        Write(text, ends, ids);
        return ends[^1].Score;
    }

    private static void Offer(ref Step best, Step step)
    {
        if (best.Start < 0 || step.Score > best.Score) best = step;
    }

    /// <summary>Follows the best pieces back from the end. Neighbouring unknown characters are one unknown token.</summary>
    private void Write(ReadOnlySpan<char> text, ReadOnlySpan<Step> ends, List<int> ids)
    {
        var from = ids.Count;
        Span<byte> utf8 = stackalloc byte[4];
        for (var end = text.Length; end > 0; end = ends[end].Start)
        {
            var (_, start, id) = ends[end];
            if (id != unknown)
            {
                ids.Add(id);
            }
            else if (byteTokens is not null)
            {
                Rune.DecodeFromUtf16(text[start..], out var rune, out _);
                for (var index = rune.EncodeToUtf8(utf8) - 1; index >= 0; index--) ids.Add(byteTokens[utf8[index]]);
            }
            else if (ids.Count == from || ids[^1] != unknown)
            {
                ids.Add(unknown);
            }
        }
        ids.Reverse(from, ids.Count - from);
    }

    /// <summary>A piece on the best way to the place where it ends, and the score of that way. Start is −1 where no way is known yet.</summary>
    private readonly record struct Step(float Score, int Start, int Id);
}
