using System.Runtime.CompilerServices;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.OpenAi.Chat;

/// <summary>Turns what an engine tells into chunks: for each choice its role, its deltas and its end, and last the usage of all.</summary>
internal sealed class ChatReply(ChatCompletionRequest request, IReplyEngine engine, Heading heading, GenerationTelemetry telemetry)
{
    /// <summary>The choices are made one after another, so that each but the first finds the prompt in the cache.</summary>
    public async IAsyncEnumerable<ChatCompletionChunk> Chunks([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var usage = OpenAi.Usage.None;
        for (var index = 0; index < request.N; index++)
        {
            var calls = 0;
            await foreach (var step in Watched(request.For(engine, index), cancellation))
            {
                switch (step)
                {
                    case ChatStarted:
                        yield return Chunk(index, new Delta { Role = "assistant", Content = "" });
                        break;
                    case ChatToken made:
                        var logprobs = Logprobs(made);
                        foreach (var delta in Deltas(made.Parts))
                        {
                            yield return Chunk(index, delta, logprobs);
                            logprobs = null;
                        }
                        if (logprobs is not null) yield return Chunk(index, new Delta { Content = "" }, logprobs);
                        break;
                    case ChatFinished finished:
                        foreach (var delta in Deltas(finished.Parts)) yield return Chunk(index, delta);
                        usage = usage.Plus(finished.Usage, samePrompt: index > 0);
                        yield return Chunk(index, new Delta(), finish: Reason(finished)) with { Zhiyan = Extras.Of(finished.Usage, finished.Timings) };
                        break;
                }
            }

            IEnumerable<Delta> Deltas(IReadOnlyList<ReplyPart> parts)
            {
                foreach (var part in parts)
                {
                    yield return part switch
                    {
                        ContentDelta content => new Delta { Content = content.Text },
                        ReasoningDelta reasoning => new Delta { ReasoningContent = reasoning.Text },
                        ToolCallPart call => new Delta { ToolCalls = [ToolCallDelta.Of(call, calls++)] },
                        _ => throw new InvalidOperationException($"no delta is known for {part.GetType().Name}."),
                    };
                }
            }
        }
        yield return new ChatCompletionChunk(heading.Id, heading.Created, heading.Model, []) { Usage = usage };
    }

    private IAsyncEnumerable<ChatEvent> Watched(ChatRequest run, CancellationToken cancellation) => telemetry.Watch(
        GenerationTelemetry.Chat, heading, run.Sampling ?? engine.DefaultSampling, run.MaxTokens, engine.Chat(run, cancellation),
        step => step is ChatToken, step => step is ChatFinished finished ? (finished.Usage, Reason(finished)) : null);

    private ChatCompletionChunk Chunk(int index, Delta delta, ChoiceLogprobs? logprobs = null, string? finish = null) =>
        new(heading.Id, heading.Created, heading.Model, [new ChunkChoice(index, delta) { Logprobs = logprobs, FinishReason = finish }]);

    /// <summary>The token that ends a reply is no part of it.</summary>
    private ChoiceLogprobs? Logprobs(ChatToken made) =>
        made.Logprobs is { } measured && !engine.IsEnd(made.Token) ? new ChoiceLogprobs([TokenEntry.Of(engine, measured)]) : null;

    internal static string Reason(ChatFinished finished) => finished switch
    {
        { Reason: FinishReason.Length } => "length",
        { CalledTools: true } => "tool_calls",
        _ => "stop",
    };
}
