using System.ComponentModel;
using Zhiyan.Inference.Generation;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Json;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.OpenAi.Completions;

/// <summary>The body of POST /v1/completions. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class CompletionRequest : GenerationFields
{
    private const int DefaultMaxTokens = 16;

    public CompletionRequest(Field body) : base(body)
    {
        Prompt = Completions.Prompt.Read(body["prompt"]);
        MaxTokens = body["max_tokens"].Count(0, int.MaxValue) ?? DefaultMaxTokens;
        Echo = body["echo"].Flag() ?? false;
        Logprobs = body["logprobs"].Count(0, 5);
        AddSpecialTokens = body["add_special_tokens"].Flag() ?? true;
        ParseSpecial = body["parse_special"].Flag() ?? true;
        IgnoreEos = body["ignore_eos"].Flag() ?? false;
        BestOf = body["best_of"].Count(1, 8);
        if (BestOf is { } best && best != N) throw body["best_of"].NotBuilt($"only as many replies are made as n ({N}) asks for.");
        if (IgnoreEos && Constraint is { } held) throw body["ignore_eos"].Wrong($"left out where {held.Path} says what a reply is");
        if (body["suffix"].Text() is { Length: > 0 }) throw body["suffix"].NotBuilt("filling in before a suffix is not built.");
    }

    [Mandatory, OneOrMany, Description("A text, a list of texts, a list of token ids, or a list of lists of token ids.")]
    public IReadOnlyList<Prompt> Prompt { get; }

    [Description("Tokens to make at most; 0 with echo only scores the prompt.")]
    public int MaxTokens { get; }

    [Description("Begin the text with the prompt; with logprobs, its tokens are scored too.")]
    public bool Echo { get; }

    [Description("Tell the log-probability of each token and of this many of the likeliest, up to 5.")]
    public int? Logprobs { get; }

    [Description("Begin the prompt with the token that begins a text, where the model's file says so.")]
    public bool AddSpecialTokens { get; }

    [Description("The spelling of a control token in the prompt is that token. The prompt is all the caller's own here, unlike in a chat.")]
    public bool ParseSpecial { get; }

    [Description("Go on past the model's end tokens.")]
    public bool IgnoreEos { get; }

    [Description("Only as many as n.")]
    public int? BestOf { get; }

    public GenerationRequest For(IReplyEngine engine, Prompt prompt, int choice) => new()
    {
        Prompt = prompt.TokensFor(engine, AddSpecialTokens, ParseSpecial),
        MaxTokens = MaxTokens,
        Sampling = SamplingOver(engine.DefaultSampling, engine.VocabularySize, choice),
        Stop = Stop,
        IgnoreEnd = IgnoreEos,
        Logprobs = Logprobs,
        PromptLogprobs = Echo && Logprobs is not null,
        Constraint = Constraint?.Constraint,
        Priority = Priority,
        User = FairUser,
        Truncate = Truncate,
    };
}
