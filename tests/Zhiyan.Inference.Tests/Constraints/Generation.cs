using System.Text;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Tests.Constraints;

/// <summary>Feeds a matcher texts in tokens.</summary>
internal static class Generation
{
    public static bool Allows(this ConstraintMatcher matcher, int token) => (matcher.Mask[token >> 6] >> token & 1) != 0;

    public static int[] AllowedTokens(this ConstraintMatcher matcher, int vocabularySize) =>
        [.. Enumerable.Range(0, vocabularySize).Where(matcher.Allows)];

    /// <summary>Takes a token, and fails where the mask and the matcher do not say the same of it.</summary>
    public static bool AcceptAsMasked(this ConstraintMatcher matcher, int token)
    {
        var allowed = matcher.Allows(token);
        Assert.Equal(allowed, matcher.Accept(token));
        return allowed;
    }

    /// <summary>The whole text can be generated as it is tokenized, and then be ended.</summary>
    public static bool Generates(this ConstraintCompiler compiler, CompiledConstraint constraint, string text)
    {
        var matcher = constraint.Start();
        foreach (var token in compiler.Tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false))
            if (!matcher.AcceptAsMasked(token)) return false;
        return matcher.IsComplete;
    }

    /// <summary>The same, but cut into tokens of the vocabulary at random.</summary>
    public static bool GeneratesAtRandom(this ConstraintCompiler compiler, CompiledConstraint constraint, string text, Random random)
    {
        var matcher = constraint.Start();
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (rest.Length > 0)
        {
            var fitting = new List<int>();
            for (var token = 0; token < compiler.Tokenizer.VocabularySize; token++)
                if (IsText(compiler, token) && rest.StartsWith(compiler.Tokenizer.BytesOf(token))) fitting.Add(token);
            var next = fitting[random.Next(fitting.Count)];
            if (!matcher.AcceptAsMasked(next)) return false;
            rest = rest[compiler.Tokenizer.BytesOf(next).Length..];
        }
        return matcher.IsComplete;
    }

    public static bool IsText(ConstraintCompiler compiler, int token) =>
        compiler.Tokenizer.BytesOf(token).Length > 0 && !compiler.EndTokens.Contains(token) && !compiler.Tokenizer.Vocabulary.IsControl(token);

    /// <summary>A text of tokens drawn at random, the end among them; null where it did not end in time.</summary>
    public static string? Sample(this ConstraintCompiler compiler, CompiledConstraint constraint, Random random, int mostTokens)
    {
        var matcher = constraint.Start();
        var text = new List<byte>();
        for (var count = 0; count < mostTokens; count++)
        {
            var allowed = matcher.AllowedTokens(compiler.Tokenizer.VocabularySize);
            Assert.NotEmpty(allowed);
            var next = matcher.IsComplete && random.Next(4) == 0 ? compiler.EndTokens.First() : allowed[random.Next(allowed.Length)];
            Assert.True(matcher.Accept(next));
            if (compiler.EndTokens.Contains(next)) return Encoding.UTF8.GetString([.. text]);
            text.AddRange(compiler.Tokenizer.BytesOf(next));
        }
        return null;
    }
}
