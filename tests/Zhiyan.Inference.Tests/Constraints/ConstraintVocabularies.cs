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

    /// <summary>Byte-pair encoding with thousands of merges.</summary>
    public static ConstraintCompiler Merged { get; } = For(Tokenizer.FromTokenizerJson(Path.Combine(Fixtures.Root, "tests", "fixtures", "tokenizers", "own", "qwen2", "tokenizer.json")));

    public static ConstraintCompiler For(Tokenizer tokenizer) => new(tokenizer, tokenizer.Vocabulary.EndOfGeneration);
}
