using Zhiyan.Inference.Models;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Inference.Drafting;

/// <summary>Guesses what a smaller model would say, its likeliest token at each step. It has a timeline of its own over that model.</summary>
internal sealed class DraftModel(Runner runner) : IDrafter
{
    private readonly Session session = new(runner);

    /// <summary>Throws unless both models mean the same text by the same ids.</summary>
    public static void ThrowIfOtherVocabulary(Model model, Model draft)
    {
        var (own, other) = (model.Tokenizer, draft.Tokenizer);
        var same = own.VocabularySize == other.VocabularySize;
        for (var token = 0; same && token < own.VocabularySize; token++) same = own.BytesOf(token).SequenceEqual(other.BytesOf(token));
        if (!same) throw new ArgumentException($"{draft.Path}: the draft model has another vocabulary than {model.Path}; choose one of the same family.", nameof(draft));
    }

    public int Draft(ReadOnlySpan<int> tokens, Span<int> drafts)
    {
        if (tokens.Length + drafts.Length > runner.Model.Config.Context) return 0;
        session.Rewind(Math.Min(session.Tokens.CommonPrefixLength(tokens), tokens.Length - 1));
        var logits = session.Append(tokens[session.Length..]);
        for (var count = 0; ; count++)
        {
            drafts[count] = ArgMax.Of(logits);
            if (count + 1 == drafts.Length) return drafts.Length;
            logits = session.Append(drafts[count]);
        }
    }

    public void Dispose() => session.Dispose();
}
