using Zhiyan.Inference.Models;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Embeddings;

/// <summary>What an encoder reads: a text, or a query and a document, with the special tokens around them, cut to the context where asked.</summary>
internal sealed class TextFormat(Tokenizer tokenizer, int context, int tokenTypes)
{
    private readonly int[] before = tokenizer.Vocabulary.Before, after = tokenizer.Vocabulary.After;

    /// <summary>What stands between a pair: BERT's [SEP]; RoBERTa's models end the one text and begin the other, with the same token.</summary>
    private int[] Between => tokenizer is WordPieceTokenizer ? after : [.. after, .. after];

    public Cut One(string text, int index, bool truncate)
    {
        var ids = Encode(text);
        if (before.Length + ids.Length + after.Length == 0)
            throw new ArgumentException($"the text {index} (counted from 0) is empty, and the model puts no token around a text; give it one character or more.");
        var kept = Kept(ids.Length, before.Length + after.Length, index, truncate);
        return new Cut(new TokenizedText([.. before, .. ids.AsSpan(0, kept), .. after]), ids.Length - kept);
    }

    /// <summary>The document is cut, never the query.</summary>
    public Cut Pair(int[] query, string document, int index, bool truncate)
    {
        var ids = Encode(document);
        var head = before.Length + query.Length + Between.Length;
        var kept = Kept(ids.Length, head + after.Length, index, truncate);
        var secondFrom = tokenTypes > 1 ? head : int.MaxValue;
        return new Cut(new TokenizedText([.. before, .. query, .. Between, .. ids.AsSpan(0, kept), .. after], secondFrom), ids.Length - kept);
    }

    /// <summary>The ids of plain text: nothing in it becomes a special token.</summary>
    public int[] Encode(string text) => tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false);

    private int Kept(int tokens, int others, int index, bool truncate)
    {
        if (tokens + others <= context) return tokens;
        return truncate && others < context ? context - others : throw new TextTooLongException(index, tokens + others, context);
    }

    /// <summary>A text as it is read, and how many of its tokens are not.</summary>
    public sealed record Cut(TokenizedText Text, int Dropped);
}
