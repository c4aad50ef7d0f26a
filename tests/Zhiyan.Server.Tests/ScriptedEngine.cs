using System.Runtime.CompilerServices;
using System.Text;
using Zhiyan.Inference;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.Tests;

/// <summary>
/// An engine that says what a test wrote down, one part a token. Its tokens are UTF-16 code units; from <see cref="FirstByte"/> on, single
/// bytes; 0 ends a reply.
/// </summary>
internal sealed class ScriptedEngine : IReplyEngine
{
    public const int FirstByte = 0x10000;

    private int active;
    private int made;

    public IReadOnlyList<ReplyPart> Reply { get; init; } = [new ContentDelta("Hello"), new ContentDelta(", "), new ContentDelta("世界")];

    /// <summary>Thrown where the reply would go on after this many tokens.</summary>
    public (int Tokens, Exception Error)? Fails { get; init; }

    /// <summary>What every reply waits for before it begins.</summary>
    public Task Turn { get; init; } = Task.CompletedTask;

    public TimeSpan TokenTime { get; init; } = TimeSpan.Zero;

    public int Dropped { get; init; }

    public int Context { get; init; } = 4_096;

    public List<ChatRequest> Chats { get; } = [];

    public List<GenerationRequest> Generations { get; } = [];

    /// <summary>Runs while it is being disposed.</summary>
    public Action? Closing { get; init; }

    public bool IsDisposed { get; private set; }

    public int VocabularySize => FirstByte + 256;

    /// <summary>What it tells of itself beside what it counts.</summary>
    public EngineState Told { get; init; } = new() { Threads = 1 };

    public EngineState State => Told with { Active = Volatile.Read(ref active), CompletionTokens = Volatile.Read(ref made) };

    public SamplingSettings DefaultSampling { get; } = new() { Temperature = 0.7f, TopK = 20 };

    public async IAsyncEnumerable<ChatEvent> Chat(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        lock (Chats) Chats.Add(request);
        var tokens = Math.Min(Reply.Count, request.MaxTokens ?? int.MaxValue);
        var isCut = tokens < Reply.Count;
        await foreach (var at in Run(tokens, cancellation))
        {
            if (at < 0) yield return new ChatStarted(10, 4);
            else yield return new ChatToken(FirstToken(Reply[at]), [Reply[at]], Measured(FirstToken(Reply[at]), request.Logprobs));
        }
        if (!isCut) yield return new ChatToken(0, [], Measured(0, request.Logprobs));
        yield return new ChatFinished(
            isCut ? FinishReason.Length : FinishReason.Stop, Reply.Any(part => part is ToolCallPart), [], new Usage(10, 4, tokens + (isCut ? 0 : 1), Dropped), new Timings(0, 0.1, 0.2));
    }

    public async IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        lock (Generations) Generations.Add(request);
        var text = string.Concat(Reply.OfType<ContentDelta>().Select(part => part.Text));
        var tokens = Math.Min(text.Length, request.MaxTokens ?? int.MaxValue);
        await foreach (var at in Run(tokens, cancellation))
        {
            if (at < 0) yield return new PromptRead(request.Prompt.Count, 0, request.PromptLogprobs ? [.. request.Prompt.Select((token, index) => index == 0 ? null : Measured(token, request.Logprobs))] : null);
            else yield return new Generated(text[at], text[at].ToString(), Measured(text[at], request.Logprobs));
        }
        yield return new Finished(tokens < text.Length ? FinishReason.Length : FinishReason.Stop, "", null, new Usage(request.Prompt.Count, 0, tokens, Dropped), new Timings(0, 0.1, 0.2));
    }

    /// <summary>A token a character; the oldest messages are dropped that do not fit.</summary>
    public PromptSize Measure(ChatRequest request)
    {
        var sizes = request.Messages.Select(message => ((string?)message["content"])!.Length).ToList();
        var dropped = Enumerable.Range(0, sizes.Count).TakeWhile(index => sizes.Skip(index).Sum() > Context).ToList();
        return new PromptSize(sizes.Sum(), sizes.Skip(dropped.Count).Sum(), Context, dropped);
    }

    public string Render(ChatRequest request) =>
        string.Concat(request.Messages.Select(message => $"<{message["role"]}>{message["content"]}")) + (request.TemplateVariables?["add_generation_prompt"]?.GetValue<bool>() is true ? "<assistant>" : "");

    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial) => [.. addSpecial ? [1] : Array.Empty<int>(), .. text.Select(unit => (int)unit)];

    public string Detokenize(IReadOnlyList<int> tokens) => string.Concat(tokens.Select(token => (char)token));

    public byte[] BytesOf(int token) => token >= FirstByte ? [(byte)(token - FirstByte)] : Encoding.UTF8.GetBytes([(char)token]);

    public bool IsEnd(int token) => token == 0;

    public void Dispose()
    {
        Closing?.Invoke();
        IsDisposed = true;
    }

    /// <summary>−1 when the prompt is read, then the index of each token.</summary>
    private async IAsyncEnumerable<int> Run(int tokens, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Interlocked.Increment(ref active);
        try
        {
            await Turn.WaitAsync(cancellation);
            for (var at = -1; at < tokens; at++)
            {
                if (Fails is { } fails && at >= fails.Tokens - (fails.Tokens == 0 ? 1 : 0)) throw fails.Error;
                if (TokenTime > TimeSpan.Zero) await Task.Delay(TokenTime, cancellation);
                cancellation.ThrowIfCancellationRequested();
                if (at >= 0) Interlocked.Increment(ref made);
                yield return at;
            }
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }

    private static int FirstToken(ReplyPart part) => part switch
    {
        ContentDelta { Text.Length: > 0 } content => content.Text[0],
        ReasoningDelta { Text.Length: > 0 } reasoning => reasoning.Text[0],
        _ => '{',
    };

    private static TokenLogprobs? Measured(int token, int? rivals) => rivals is not { } count ? null
        : new TokenLogprobs(new TokenLogprob(token, -0.5), [.. Enumerable.Range(0, count).Select(rank => new TokenLogprob(token + rank, -0.5 - rank))]);
}
