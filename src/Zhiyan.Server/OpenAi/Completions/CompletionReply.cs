using System.Runtime.CompilerServices;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.OpenAi.Completions;

/// <summary>Turns what an engine tells into pieces: for each prompt and each of its choices the text and the end, and last the usage of all.</summary>
internal sealed class CompletionReply(CompletionRequest request, IReplyEngine engine, Heading heading, GenerationTelemetry telemetry)
{
    public async IAsyncEnumerable<Completion> Pieces([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var usage = OpenAi.Usage.None;
        for (var index = 0; index < request.Prompt.Count * request.N; index++)
        {
            var (number, choice) = Math.DivRem(index, request.N);
            var prompt = request.Prompt[number];
            var run = request.For(engine, prompt, choice);
            var shown = 0;      // characters of the choice's text so far
            await foreach (var step in Watched(run, cancellation))
            {
                switch (step)
                {
                    case PromptRead read when request.Echo:
                        var echo = Echo(index, prompt, run, read);
                        shown = echo.Text.Length;
                        yield return Piece(echo);
                        break;
                    case Generated made:
                        var piece = new CompletionChoice(index, made.Text) { Logprobs = Logprobs(made, shown) };
                        shown += made.Text.Length;
                        if (made.Text.Length > 0 || piece.Logprobs is not null) yield return Piece(piece);
                        break;
                    case Finished finished:
                        usage = usage.Plus(finished.Usage, samePrompt: choice > 0);
                        yield return Piece(new CompletionChoice(index, finished.Text) { FinishReason = Reason(finished) })
                            with { Zhiyan = Extras.Of(finished.Usage, finished.Timings) };
                        break;
                }
            }
        }
        yield return new Completion(heading.Id, heading.Created, heading.Model, []) { Usage = usage };
    }

    private IAsyncEnumerable<GenerationEvent> Watched(GenerationRequest run, CancellationToken cancellation) => telemetry.Watch(
        GenerationTelemetry.Completion, heading, run.Sampling, run.MaxTokens, engine.Generate(run, cancellation),
        step => step is Generated, step => step is Finished finished ? (finished.Usage, Reason(finished)) : null);

    private static string Reason(Finished finished) => finished.Reason == FinishReason.Length ? "length" : "stop";

    private Completion Piece(CompletionChoice choice) => new(heading.Id, heading.Created, heading.Model, [choice]);

    /// <summary>The prompt, as far as it was not dropped, with the log-probability of each of its tokens where they were asked for.</summary>
    private CompletionChoice Echo(int index, Prompt prompt, GenerationRequest run, PromptRead read)
    {
        var dropped = run.Prompt.Count - read.Tokens;
        var text = dropped == 0 ? prompt.TextFor(engine) : engine.Detokenize([.. run.Prompt.Skip(dropped)]);
        return new CompletionChoice(index, text) { Logprobs = read.Logprobs is { } measured ? Scored([.. run.Prompt.Skip(dropped)], measured) : null };
    }

    private CompletionLogprobs Scored(IReadOnlyList<int> tokens, IReadOnlyList<TokenLogprobs?> measured)
    {
        var offsets = new TextOffsets(engine);
        return CompletionLogprobs.Joined([.. tokens.Select((token, at) => CompletionLogprobs.Of(engine, token, measured[at], offsets.Next(token)))]);
    }

    /// <summary>The token that ends a reply is no part of it, unless the caller wants to go on past it.</summary>
    private CompletionLogprobs? Logprobs(Generated made, int offset) =>
        made.Logprobs is { } measured && (request.IgnoreEos || !engine.IsEnd(made.Token)) ? CompletionLogprobs.Of(engine, made.Token, measured, offset) : null;
}
