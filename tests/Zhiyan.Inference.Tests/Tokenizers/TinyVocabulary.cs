using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Tests.Tokenizers;

/// <summary>Small GGUF vocabularies, made in memory.</summary>
internal static class TinyVocabulary
{
    private const string Prefix = "tokenizer.ggml.";

    /// <summary>All 256 bytes (ids are in the order of the byte), then a few merged tokens, then those that are given.</summary>
    public static Dictionary<string, object> ByteLevel(params (string Text, TokenKind Kind)[] added)
    {
        string[] merges = ["h i", "Ġ hi", "o n", "on e"];
        string[] tokens = [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Of((byte)value).ToString()), .. merges.Select(merge => merge.Replace(" ", ""))];
        return new Dictionary<string, object>
        {
            [Prefix + "model"] = "gpt2",
            [Prefix + "pre"] = "gpt-2",
            [Prefix + "tokens"] = tokens.Concat(added.Select(token => token.Text)).ToArray(),
            [Prefix + "token_type"] = tokens.Select(_ => (long)TokenKind.Normal).Concat(added.Select(token => (long)token.Kind)).ToArray(),
            [Prefix + "merges"] = merges,
        };
    }

    /// <summary>unk, bos, eos, the 256 bytes from id 3 on, then pieces with their scores.</summary>
    public static Dictionary<string, object> SentencePiece(params (string Text, float Score)[] pieces)
    {
        (string Text, TokenKind Kind)[] fixedTokens =
        [
            ("<unk>", TokenKind.Unknown), ("<s>", TokenKind.Control), ("</s>", TokenKind.Control),
            .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", TokenKind.Byte)),
        ];
        return new Dictionary<string, object>
        {
            [Prefix + "model"] = "llama",
            [Prefix + "tokens"] = fixedTokens.Select(token => token.Text).Concat(pieces.Select(piece => piece.Text)).ToArray(),
            [Prefix + "token_type"] = fixedTokens.Select(token => (long)token.Kind).Concat(pieces.Select(_ => (long)TokenKind.Normal)).ToArray(),
            [Prefix + "scores"] = fixedTokens.Select(_ => 0f).Concat(pieces.Select(piece => piece.Score)).ToArray(),
        };
    }

    public static Tokenizer Open(Dictionary<string, object> values, string? splitter = null) =>
        Tokenizer.FromGguf(new GgufMetadata("tiny.gguf", values), splitter);

    public static Dictionary<string, object> With(this Dictionary<string, object> values, string key, object value)
    {
        values[key.Contains('.') ? key : Prefix + key] = value;
        return values;
    }

    public static Dictionary<string, object> Without(this Dictionary<string, object> values, string key)
    {
        values.Remove(Prefix + key);
        return values;
    }
}
