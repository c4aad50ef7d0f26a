using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.OpenAi.Completions;

/// <summary>A prompt as text or as token ids; one of the two is null.</summary>
internal sealed record Prompt(string Path, string? Text, IReadOnlyList<int>? Tokens)
{
    private const int Most = 128;
    private const int MostTokens = 1 << 22;

    /// <summary>A string, a list of strings, a list of token ids, or a list of such lists.</summary>
    public static IReadOnlyList<Prompt> Read(Field prompt, int most = Most)
    {
        if (prompt.IsMissing) throw prompt.Missing();
        if (prompt.IsText) return [One(prompt)];
        if (!prompt.IsList) throw Unfit(prompt);
        var items = prompt.Items(MostTokens);
        if (items.Count == 0) throw prompt.Wrong("a prompt of one token or more");
        if (items[0].IsNumber) return [One(prompt)];
        return [.. prompt.Items(most).Select(One)];
    }

    /// <summary>The ids; throws an <see cref="ApiException"/> where there is none, or one that is not in the vocabulary.</summary>
    public IReadOnlyList<int> TokensFor(IReplyEngine engine, bool addSpecial, bool parseSpecial)
    {
        var tokens = Tokens ?? engine.Tokenize(Text!, addSpecial, parseSpecial);
        if (tokens.Count == 0)
            throw ApiException.Invalid(Path, $"{Path} is empty, and the model knows no token that begins a text; give it one character or more.");
        if (tokens.FirstOrDefault(token => token >= engine.VocabularySize, -1) is var unknown and >= 0)
            throw ApiException.Invalid(Path, $"{Path} holds the token {unknown}; the model's vocabulary ends at {engine.VocabularySize - 1}.");
        return tokens;
    }

    public string TextFor(IReplyEngine engine) => Text ?? engine.Detokenize(Tokens!);

    private static Prompt One(Field prompt)
    {
        if (prompt.IsText) return new Prompt(prompt.Path, prompt.Text(), null);
        return prompt.IsList ? new Prompt(prompt.Path, null, [.. prompt.Items(MostTokens).Select(Token)]) : throw Unfit(prompt);
    }

    private static int Token(Field token) => token.Count(0, int.MaxValue) ?? throw token.Wrong("a token id");

    private static ApiException Unfit(Field prompt) => prompt.Wrong("a string, a list of strings, a list of token ids, or a list of lists of token ids");
}
