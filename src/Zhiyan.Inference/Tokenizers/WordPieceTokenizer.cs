namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// BERT's WordPiece (Wu et al. 2016, arXiv:1609.08144): a word is cut from its start into the longest pieces there are; one that cannot be cut
/// so to its end is unknown as a whole.
/// </summary>
internal sealed class WordPieceTokenizer : Tokenizer
{
    private readonly IReadOnlyList<PreTokenizer> preTokenizers;
    private readonly PieceTrie starts;
    private readonly PieceTrie continuations;
    private readonly int unknown;
    private readonly int longestWord;

    /// <param name="spelling">How the vocabulary tells pieces that start a word from those that go on.</param>
    /// <param name="longestWord">Characters; a longer word is unknown.</param>
    public WordPieceTokenizer(
        Vocabulary vocabulary, TokenBytes bytes, Normalizer normalizer, IReadOnlyList<AddedToken> addedTokens,
        IReadOnlyList<PreTokenizer> preTokenizers, WordPieceSpelling spelling, int unknown, int longestWord)
        : base(vocabulary, bytes, normalizer, addedTokens)
    {
        this.preTokenizers = preTokenizers;
        this.unknown = unknown;
        this.longestWord = longestWord;
        var pieces = Enumerable.Range(0, vocabulary.Size).Where(id => vocabulary.Kind(id) == TokenKind.Normal)
            .Select(id => (Text: spelling.TextOf(vocabulary.Text(id), out var starts), Id: id, Starts: starts)).Where(piece => piece.Text.Length > 0).ToList();
        this.starts = new PieceTrie(pieces.Where(piece => piece.Starts).Select(piece => (piece.Text, piece.Id)));
        continuations = new PieceTrie(pieces.Where(piece => !piece.Starts).Select(piece => (piece.Text, piece.Id)));
    }

    private protected override void EncodeText(ReadOnlyMemory<char> text, bool first, List<int> ids)
    {
        var words = new Pieces(text, first);
        foreach (var step in preTokenizers) step.Apply(words);
        foreach (var (start, end) in words.Spans) EncodeWord(words.Text.Span[start..end], ids);
    }

    private void EncodeWord(ReadOnlySpan<char> word, List<int> ids)
    {
        var from = ids.Count;
        var isKnown = !IsTooLong(word);
        for (var at = 0; isKnown && at < word.Length;)
        {
            var (length, id) = (0, -1);
            for (var piece = (at == 0 ? starts : continuations).At(word[at..]); piece.MoveNext();) (length, id) = (piece.Length, piece.Id);
            isKnown = length > 0;
            if (isKnown) ids.Add(id);
            at += length;
        }
        if (isKnown) return;
        ids.RemoveRange(from, ids.Count - from);
        ids.Add(unknown);
    }

    private bool IsTooLong(ReadOnlySpan<char> word)
    {
        if (word.Length <= longestWord) return false;
        var characters = 0;
        foreach (var _ in word.EnumerateRunes())
            if (++characters > longestWord) return true;
        return false;
    }
}

/// <summary>
/// How a vocabulary marks its pieces: BERT's own files put <c>##</c> before those that go on with a word, GGUF puts U+2581 before those that
/// start one.
/// </summary>
internal sealed record WordPieceSpelling(string Mark, bool MarksStarts)
{
    public static WordPieceSpelling Bert { get; } = new("##", MarksStarts: false);

    public static WordPieceSpelling Gguf { get; } = new(TokenBytes.Space, MarksStarts: true);

    /// <summary>The piece without its mark.</summary>
    public string TextOf(string token, out bool starts)
    {
        var isMarked = token.StartsWith(Mark, StringComparison.Ordinal);
        starts = isMarked == MarksStarts;
        return isMarked ? token[Mark.Length..] : token;
    }
}
