using System.Runtime.CompilerServices;
using Zhiyan.Inference;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Engines;

namespace Zhiyan.Bench.Streams;

/// <summary>Says a number of tokens at a steady pace, in any number of chats at once, and computes nothing: what is measured is everything around it.</summary>
internal sealed class PacedEngine(int tokens, TimeSpan pace, Func<int, string> token) : IReplyEngine
{
    public int Context => 1 << 20;

    public int VocabularySize => 1;

    public EngineState? State => null;

    public SamplingSettings DefaultSampling { get; } = new();

    public async IAsyncEnumerable<ChatEvent> Chat(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var count = Math.Min(tokens, request.MaxTokens ?? int.MaxValue);
        yield return new ChatStarted(1, 0);
        using var timer = new PeriodicTimer(pace);
        for (var at = 0; at < count && await timer.WaitForNextTickAsync(cancellation); at++) yield return new ChatToken(0, [new ContentDelta(token(at))], null);
        yield return new ChatFinished(FinishReason.Stop, false, [], new Usage(1, 0, count, 0), new Timings(0, 0, 0));
    }

    public IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public PromptSize Measure(ChatRequest request) => new(1, 1, Context, []);

    public string Render(ChatRequest request) => "";

    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial) => [];

    public string Detokenize(IReadOnlyList<int> tokens) => "";

    public byte[] BytesOf(int token) => [];

    public bool IsEnd(int token) => false;

    public void Dispose() { }
}
