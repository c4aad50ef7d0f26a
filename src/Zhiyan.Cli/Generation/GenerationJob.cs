using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Zhiyan.Inference;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Templates;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Cli.Generation;

/// <summary>
/// One thing to generate, from the command line or from a line of a batch, which has the same names. One of <see cref="Prompt"/>,
/// <see cref="Messages"/> and <see cref="Tokens"/> says from what; null elsewhere leaves it to the model's card.
/// </summary>
internal sealed record GenerationJob
{
    private static readonly JsonSerializerOptions json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Comes back with the result of a line.</summary>
    public JsonNode? Id { get; init; }

    public string? Prompt { get; init; }

    /// <summary>The prompt is the text itself, not a user's message.</summary>
    public bool? Raw { get; init; }

    public IReadOnlyList<JsonObject>? Messages { get; init; }

    public IReadOnlyList<JsonObject>? Tools { get; init; }

    public IReadOnlyList<int>? Tokens { get; init; }

    public string? System { get; init; }

    public int? MaxTokens { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public int? TopK { get; init; }

    public float? MinP { get; init; }

    public float? RepetitionPenalty { get; init; }

    public ulong? Seed { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    public int? Logprobs { get; init; }

    /// <summary>Go on past end tokens; by default only after raw token ids, where they are tokens like any other.</summary>
    public bool? IgnoreEnd { get; init; }

    public bool? Truncate { get; init; }

    /// <summary>Reads a line of a batch; <paramref name="defaults"/> are what the command line says for every line.</summary>
    public static GenerationJob Parse(string line, GenerationJob defaults)
    {
        try
        {
            var job = JsonSerializer.Deserialize<GenerationJob>(line, json) ?? throw new JsonException("it is null");
            return job.Over(defaults);
        }
        catch (JsonException error)
        {
            throw new UsageException($"this is no job ({error.Message})");
        }
    }

    /// <summary>The reply as it comes, from raw token ids in the same form as from a conversation.</summary>
    public IAsyncEnumerable<ChatEvent> Run(Engine engine, CancellationToken cancellation)
    {
        if (((object?[])[Prompt, Messages, Tokens]).Count(source => source is not null) != 1) throw new UsageException("give one of prompt, messages and tokens.");
        var sampling = Sampling(engine.DefaultSampling.At(Temperature));
        sampling.Validate();
        if (IsBare && (System is { Length: > 0 } || Tools is not null))
            throw new UsageException("a system prompt and tools need a chat template; they do not go with tokens or a raw prompt.");
        return !IsBare && IgnoreEnd is not true
            ? engine.Chat(Chat(sampling), cancellation)
            : Continue(engine, sampling, cancellation);
    }

    /// <summary>From tokens or text as they are, without a chat template.</summary>
    private bool IsBare => Tokens is not null || (Raw is true && Prompt is not null);

    /// <summary>Goes on from token ids without taking the reply apart.</summary>
    private async IAsyncEnumerable<ChatEvent> Continue(Engine engine, SamplingSettings sampling, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new GenerationRequest
        {
            Prompt = PromptTokens(engine, sampling),
            MaxTokens = MaxTokens,
            Sampling = sampling,
            Stop = Stop ?? [],
            Logprobs = Logprobs,
            IgnoreEnd = IgnoreEnd ?? Tokens is not null,
            Truncate = Truncate is true,
        };
        await foreach (var step in engine.Generate(request, cancellation))
        {
            yield return step switch
            {
                PromptRead read => new ChatStarted(read.Tokens, read.CachedTokens),
                Generated made => new ChatToken(made.Token, Parts(made.Text), made.Logprobs),
                Finished finished => new ChatFinished(finished.Reason, CalledTools: false, Parts(finished.Text), finished.Usage, finished.Timings),
                _ => throw new InvalidOperationException($"a generation told {step}"),
            };
        }

        static IReadOnlyList<ReplyPart> Parts(string text) => text.Length == 0 ? [] : [new ContentDelta(text)];
    }

    private IReadOnlyList<int> PromptTokens(Engine engine, SamplingSettings sampling)
    {
        if (Tokens is null) return engine.Tokenize(IsBare ? new RenderedText(Prompt!, []) : engine.Render(Chat(sampling)));
        CommonOptions.Check(Tokens, engine.Model);
        return Tokens;
    }

    private ChatRequest Chat(SamplingSettings sampling)
    {
        var messages = Messages ?? [Message("user", Prompt!)];
        if (System is { Length: > 0 })
        {
            if (messages is [{ } first, ..] && (string?)first["role"] == "system")
                throw new UsageException("there are two system prompts, one in the messages; leave one out.");
            messages = [Message("system", System), .. messages];
        }
        return new ChatRequest
        {
            Messages = messages,
            Tools = Tools ?? [],
            MaxTokens = MaxTokens,
            Sampling = sampling,
            Stop = Stop ?? [],
            Logprobs = Logprobs,
            Truncate = Truncate is true,
        };

        static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
    }

    private SamplingSettings Sampling(SamplingSettings defaults) => defaults with
    {
        TopP = TopP ?? defaults.TopP,
        TopK = TopK ?? defaults.TopK,
        MinP = MinP ?? defaults.MinP,
        RepetitionPenalty = RepetitionPenalty ?? defaults.RepetitionPenalty,
        Seed = Seed ?? defaults.Seed,
    };

    private GenerationJob Over(GenerationJob defaults) => this with
    {
        Raw = Raw ?? defaults.Raw,
        Tools = Tools ?? defaults.Tools,
        System = System ?? defaults.System,
        MaxTokens = MaxTokens ?? defaults.MaxTokens,
        Temperature = Temperature ?? defaults.Temperature,
        TopP = TopP ?? defaults.TopP,
        TopK = TopK ?? defaults.TopK,
        MinP = MinP ?? defaults.MinP,
        RepetitionPenalty = RepetitionPenalty ?? defaults.RepetitionPenalty,
        Seed = Seed ?? defaults.Seed,
        Stop = Stop ?? defaults.Stop,
        Logprobs = Logprobs ?? defaults.Logprobs,
        IgnoreEnd = IgnoreEnd ?? defaults.IgnoreEnd,
        Truncate = Truncate ?? defaults.Truncate,
    };
}
