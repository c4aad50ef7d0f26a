using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Generation;

/// <summary>
/// One request on its way: prompt, sampler, text and events. The engine's loop drives it with <see cref="Step"/>; the caller reads
/// <see cref="Events"/>, of which there are at most two more than tokens.
/// </summary>
internal sealed class Sequence
{
    private readonly GenerationRequest request;
    private readonly Model model;
    private readonly int[] prompt;
    private readonly int dropped;
    private readonly int maxTokens;
    private readonly int vocabulary;    // without the rows that a padded output matrix has beyond it
    private readonly Sampler sampler;
    private readonly TokenDecoder? decoder;
    private readonly StopStrings stops;
    private readonly StringBuilder text = new();
    private readonly Channel<GenerationEvent> events = Channel.CreateUnbounded<GenerationEvent>(new() { SingleReader = true, SingleWriter = true });
    private readonly List<TokenLogprobs?>? promptLogprobs;
    private readonly long arrived = Stopwatch.GetTimestamp();

    private int cached;
    private int last;
    private long started, promptRead;

    /// <summary>Throws <see cref="ContextOverflowException"/> or an <see cref="ArgumentException"/> for a request that cannot be met.</summary>
    public Sequence(GenerationRequest request, Model model, int context, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(request.Prompt.Count, nameof(request.Prompt));
        if (request.MaxTokens is { } wanted) ArgumentOutOfRangeException.ThrowIfNegative(wanted, nameof(request.MaxTokens));
        if (request.Logprobs is { } rivals) ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rivals, (uint)TokenLogprob.MaxTop, nameof(request.Logprobs));
        foreach (var token in request.Prompt)
            if ((uint)token >= (uint)model.Config.Vocabulary)
                throw new ArgumentOutOfRangeException(nameof(request), token, $"the model's vocabulary has {model.Config.Vocabulary:N0} tokens");

        this.request = request;
        this.model = model;
        Cancellation = cancellation;
        dropped = Overflow(request, context);
        prompt = [.. request.Prompt.Skip(dropped)];
        maxTokens = Math.Min(request.MaxTokens ?? int.MaxValue, context - prompt.Length);
        vocabulary = Math.Min(model.TokenizerOrNull?.VocabularySize ?? int.MaxValue, model.Config.Vocabulary);
        sampler = new Sampler(request.Sampling, vocabulary, request.Sampling.Seed ?? (ulong)Stopwatch.GetTimestamp());
        decoder = model.TokenizerOrNull?.StartDecoding(skipSpecial: !request.ShowSpecial, continues: true);
        stops = new StopStrings(request.Stop);
        promptLogprobs = request.PromptLogprobs ? new List<TokenLogprobs?>(prompt.Length) { null } : null;
    }

    public ReadOnlySpan<int> Prompt => prompt;

    public ChannelReader<GenerationEvent> Events => events.Reader;

    public CancellationToken Cancellation { get; }

    /// <summary>The timeline it runs on, from <see cref="Begin"/> on.</summary>
    public Session Session { get; private set; } = null!;

    public int PromptTokensRead => Math.Min(Session.Length, prompt.Length) - cached;

    public int TokensMade { get; private set; }

    /// <summary>Prompt log-probabilities need every position's logits, so such a request takes nothing from the cache.</summary>
    public int Reusable => promptLogprobs is null ? prompt.Length - 1 : 0;

    /// <summary>Starts on a session whose tokens are a beginning of the prompt.</summary>
    public void Begin(Session timeline)
    {
        Session = timeline;
        cached = timeline.Length;
        started = Stopwatch.GetTimestamp();
    }

    /// <summary>Reads one chunk of the prompt or makes one token. True when the reply is finished.</summary>
    public bool Step()
    {
        var timeline = Session;
        if (timeline.Length < prompt.Length)
        {
            var chunk = prompt.AsSpan(timeline.Length, Math.Min(Workspace.ChunkTokens, prompt.Length - timeline.Length));
            var isLast = timeline.Length + chunk.Length == prompt.Length;
            if (!isLast || promptLogprobs is not null) Read(timeline, chunk);
            if (!isLast) return false;
            if (promptLogprobs is not null) timeline.Rewind(prompt.Length - 1);     // the logits after the last token are needed once more
            var logits = timeline.Append(prompt.AsSpan(timeline.Length));
            return EndPrompt() || Accept(logits);
        }
        return Accept(timeline.Append(last));
    }

    public void Fail(Exception error) => events.Writer.TryComplete(error);

    /// <summary>How many tokens of the prompt must go; throws where the caller did not allow that.</summary>
    private static int Overflow(GenerationRequest request, int context)
    {
        var room = context - (request.MaxTokens ?? 1);
        if (request.Prompt.Count <= room) return 0;
        if (!request.Truncate) throw new ContextOverflowException(request.Prompt.Count, request.MaxTokens, context);
        var reserved = Math.Clamp(request.MaxTokens ?? context / 4, 1, context - 1);
        return request.Prompt.Count - (context - reserved);
    }

    private bool EndPrompt()
    {
        promptRead = Stopwatch.GetTimestamp();
        events.Writer.TryWrite(new PromptRead(prompt.Length, cached, promptLogprobs));
        return maxTokens == 0 && Finish(FinishReason.Length, Flush());
    }

    private bool Accept(ReadOnlySpan<float> logits)
    {
        last = sampler.Sample(logits[..vocabulary], Session.Tokens);
        TokensMade++;
        var logprobs = request.Logprobs is { } rivals ? TokenLogprobs.Measure(logits, last, rivals) : null;
        var ends = !request.IgnoreEnd && model.EndTokens.Contains(last);

        text.Clear();
        var stopped = !ends && stops.Feed(decoder?.Next(last) ?? "", text);
        events.Writer.TryWrite(new Generated(last, text.ToString(), logprobs));
        if (stopped) return Finish(FinishReason.Stop, "");
        if (ends) return Finish(FinishReason.Stop, Flush());
        return TokensMade >= maxTokens && Finish(FinishReason.Length, Flush());
    }

    private bool Finish(FinishReason reason, string flushed)
    {
        text.Clear();
        stops.Feed(flushed, text);
        stops.Finish(text);
        var usage = new Usage(prompt.Length, cached, TokensMade, dropped);
        var timings = new Timings(Seconds(arrived, started), Seconds(started, promptRead), Seconds(promptRead, Stopwatch.GetTimestamp()));
        events.Writer.TryWrite(new Finished(reason, text.ToString(), stops.Found, usage, timings));
        events.Writer.TryComplete();
        return true;
    }

    private void Read(Session timeline, ReadOnlySpan<int> chunk)
    {
        if (promptLogprobs is null)
        {
            timeline.Prefill(chunk);
            return;
        }
        var start = timeline.Length;
        timeline.Append(chunk, (index, logits) =>
        {
            if (start + index + 1 < prompt.Length) promptLogprobs.Add(TokenLogprobs.Measure(logits, prompt[start + index + 1], request.Logprobs ?? 0));
        });
    }

    /// <summary>A model whose tokenizer is not built can still be run on token ids; its text is empty.</summary>
    private string Flush() => decoder?.Flush() ?? "";

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;
}
