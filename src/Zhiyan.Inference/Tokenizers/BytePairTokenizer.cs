namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// Byte-pair encoding, of bytes written in an alphabet (GPT-2) or of characters with single bytes to fall back on (SentencePiece).
/// </summary>
internal sealed class BytePairTokenizer(
    Vocabulary vocabulary, TokenBytes bytes, Normalizer normalizer, IReadOnlyList<AddedToken> addedTokens,
    IReadOnlyList<PreTokenizer> preTokenizers, BytePairMerges merges, int[] byteTokens, bool wholeTokensFirst)
    : Tokenizer(vocabulary, bytes, normalizer, addedTokens)
{
    /// <summary>Whether merging spells a token as that token alone. Asked once a token; a race only asks twice.</summary>
    private readonly Reach[] reached = new Reach[vocabulary.Size];

    private enum Reach : byte { NotAsked, Whole, InParts }

    private protected override void EncodeText(ReadOnlyMemory<char> text, bool first, List<int> ids)
    {
        var pieces = new Pieces(text, first);
        foreach (var step in preTokenizers) step.Apply(pieces);
        var work = new MergeWork(merges, byteTokens, Vocabulary.Size);
        foreach (var (start, end) in pieces.Spans) EncodePiece(pieces.Text.Span[start..end], work, ids);
    }

    private void EncodePiece(ReadOnlySpan<char> piece, MergeWork work, List<int> ids)
    {
        if (!Vocabulary.TryFind(piece, out var id) || Vocabulary.Kind(id) != TokenKind.Normal)
        {
            work.Encode(piece, ids);
        }
        else if (wholeTokensFirst || reached[id] == Reach.Whole)
        {
            ids.Add(id);
        }
        else
        {
            var from = ids.Count;
            work.Encode(piece, ids);
            if (reached[id] == Reach.NotAsked) reached[id] = ids.Count == from + 1 && ids[from] == id ? Reach.Whole : Reach.InParts;
        }
    }
}
