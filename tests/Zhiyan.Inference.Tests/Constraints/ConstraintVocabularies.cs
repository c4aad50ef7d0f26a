using System.Text;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Tests.Tokenizers;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Constraints;

/// <summary>Vocabularies to constrain: one that can spell every byte, and one as models have it.</summary>
internal static class ConstraintVocabularies
{
    public const string End = "<|im_end|>";

    /// <summary>The 256 bytes, a few pairs, and the end.</summary>
    public static ConstraintCompiler Bytes { get; } = For(TinyVocabulary.Open(TinyVocabulary.ByteLevel((End, TokenKind.Control), ("<mark>", TokenKind.Control))));

    /// <summary>The 256 bytes, and pieces of up to four characters, and some of 24, that begin and end also inside a character.</summary>
    public static ConstraintCompiler Pieces { get; } = For(TinyVocabulary.Open(PiecesOf(RandomGrammar.Alphabet, new Random(5))));

    /// <summary>Byte-pair encoding with thousands of merges.</summary>
    public static ConstraintCompiler Merged { get; } = For(Tokenizer.FromTokenizerJson(Path.Combine(Fixtures.Root, "tests", "fixtures", "tokenizers", "own", "qwen2", "tokenizer.json")));

    public static ConstraintCompiler For(Tokenizer tokenizer) => new(tokenizer, tokenizer.Vocabulary.EndOfGeneration);

    private static Dictionary<string, object> PiecesOf(string[] alphabet, Random random)
    {
        var values = TinyVocabulary.ByteLevel((End, TokenKind.Control));
        var tokens = ((string[])values["tokenizer.ggml.tokens"]).ToList();
        while (tokens.Count < 700)
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(8) == 0 ? 24 : random.Next(1, 5)).Select(_ => alphabet[random.Next(alphabet.Length)])));
            var piece = bytes.AsSpan(random.Next(2) * random.Next(bytes.Length));
            piece = piece[..^(random.Next(2) * random.Next(piece.Length))];
            var spelled = string.Concat(piece.ToArray().Select(ByteAlphabet.Of));
            if (!tokens.Contains(spelled)) tokens.Add(spelled);
        }
        var kinds = (long[])values["tokenizer.ggml.token_type"];
        return values.With("tokens", tokens.ToArray()).With("token_type", kinds.Concat(Enumerable.Repeat((long)TokenKind.Normal, tokens.Count - kinds.Length)).ToArray());
    }
}
