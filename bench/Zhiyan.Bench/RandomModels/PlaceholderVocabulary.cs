using Zhiyan.Inference.Formats;

namespace Zhiyan.Bench.RandomModels;

/// <summary>
/// A byte-level vocabulary of full size that any text can be written in: the 256 bytes, every pair of small letters with the merge that makes it,
/// placeholders, and last the token that ends a text.
/// </summary>
internal static class PlaceholderVocabulary
{
    private const int Bytes = 256;
    private const int Letters = 26;
    private const int Normal = 1, Control = 3;       // llama_token_type

    public const int LeastSize = Bytes + Letters * Letters + 1;

    public static void Write(GgufWriter writer, int size, string splitter)
    {
        var letters = Enumerable.Range('a', Letters).Select(letter => (char)letter).ToList();
        var pairs = letters.SelectMany(first => letters.Select(second => (First: first, Second: second))).ToList();
        List<string> tokens = [.. Alphabet(), .. pairs.Select(pair => $"{pair.First}{pair.Second}")];
        while (tokens.Count < size - 1) tokens.Add(FormattableString.Invariant($"<{tokens.Count}>"));
        tokens.Add("<|endoftext|>");

        writer.Set("tokenizer.ggml.model", "gpt2");
        writer.Set("tokenizer.ggml.pre", splitter);
        writer.Set("tokenizer.ggml.tokens", tokens);
        writer.Set("tokenizer.ggml.token_type", [.. Enumerable.Repeat(Normal, size - 1), Control]);
        writer.Set("tokenizer.ggml.merges", [.. pairs.Select(pair => $"{pair.First} {pair.Second}")]);
        writer.Set("tokenizer.ggml.bos_token_id", (uint)size - 1);
        writer.Set("tokenizer.ggml.eos_token_id", (uint)size - 1);
        writer.Set("tokenizer.ggml.add_bos_token", false);
    }

    /// <summary>GPT-2's visible character for each byte: printable Latin-1 stands for itself, the n-th other byte is U+0100 + n.</summary>
    private static IEnumerable<string> Alphabet()
    {
        var others = 0;
        for (var value = 0; value < Bytes; value++)
        {
            var isPrintable = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            yield return ((char)(isPrintable ? value : Bytes + others++)).ToString();
        }
    }
}
