using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Drafting;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.KvCache;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Scheduling;

/// <summary>
/// One request on its way: its tokens, of which the first <see cref="Timeline"/>.Length are in the cache, its sampler, text and events. The
/// scheduler runs what is <see cref="Pending"/> through the model and hands back logits; the caller reads <see cref="Events"/>, of which there
/// are at most two more than tokens.
/// </summary>
internal sealed class Sequence
{
    private static long lastId;

    private readonly GenerationRequest request;
    private readonly Model model;
    private readonly CompiledConstraint? constraint;
    private readonly int promptLength;
    private readonly int dropped;
    private readonly int maxTokens;
    private readonly int vocabulary;    // without the rows that a padded output matrix has beyond it
    private readonly List<int> tokens;
    private readonly int[] drafts = new int[DraftLength.Most];
    private readonly StopStrings stops;
    private readonly StringBuilder text = new();
    private readonly Channel<GenerationEvent> events = Channel.CreateUnbounded<GenerationEvent>(new() { SingleReader = true, SingleWriter = true });
    private readonly List<TokenLogprobs?>? promptLogprobs;
    private readonly long arrived = Stopwatch.GetTimestamp();

    // Made when work begins: what waits in the queue holds nothing big.
    private Sampler sampler = null!;
    private TokenDecoder? decoder;
    private ConstraintMatcher? matcher;
    private ReasoningGuard? reasoning;
    private IReadOnlyList<IDrafter> drafters = [];
    private readonly DraftLength draftLength = new();

    private int wanted;                 // the next position whose logits are needed
    private int drafted;                // guesses in the pass under way
    private int cached;                 // prompt tokens that somebody had read before
    private int counted;                // tokens made that have been counted
    private int known;                  // tokens that were in the timeline once
    private long started, promptRead;

    /// <summary>Throws <see cref="ContextOverflowException"/> or an <see cref="ArgumentException"/> for a request that cannot be met.</summary>
    public Sequence(GenerationRequest request, Model model, int context, CompiledConstraint? constraint, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(request.Prompt.Count, nameof(request.Prompt));
        if (request.MaxTokens is { } limit) ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(request.MaxTokens));
        if (request.Logprobs is { } rivals) ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rivals, (uint)TokenLogprob.MaxTop, nameof(request.Logprobs));
        foreach (var token in request.Prompt)
            if ((uint)token >= (uint)model.Config.Vocabulary)
                throw new ArgumentOutOfRangeException(nameof(request), token, $"the model's vocabulary has {model.Config.Vocabulary:N0} tokens");

        this.request = request;
        this.model = model;
        this.constraint = constraint;
        Cancellation = cancellation;
        dropped = Overflow(request, context);
        tokens = [.. request.Prompt.Skip(dropped)];
        promptLength = tokens.Count;
        maxTokens = Math.Min(request.MaxTokens ?? int.MaxValue, context - promptLength);
        vocabulary = Math.Min(model.TokenizerOrNull?.VocabularySize ?? int.MaxValue, model.Config.Vocabulary);
        Sampler.Validate(request.Sampling, vocabulary);
        stops = new StopStrings(request.Stop);
        wanted = promptLength - 1;
        if (request.PromptLogprobs)
        {
            wanted = Math.Clamp(request.PromptLogprobsFrom - 1, 0, promptLength - 1);
            promptLogprobs = [.. Enumerable.Repeat<TokenLogprobs?>(null, wanted + 1)];
        }
    }

    public long Id { get; } = Interlocked.Increment(ref lastId);

    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(tokens);

    /// <summary>The tokens that are not in the cache.</summary>
    public ReadOnlySpan<int> Pending => Tokens[Timeline!.Length..];

    /// <summary>How much of <see cref="Tokens"/> may come from the cache: what is wanted of a position is its logits, and the cache has none.</summary>
    public int Reusable => wanted;

    public ChannelReader<GenerationEvent> Events => events.Reader;

    public CancellationToken Cancellation { get; }

    public bool IsBackground => request.Priority == Priority.Background;

    public string User => request.User ?? "";

    /// <summary>The keys and values of a sequence in work; null while it waits.</summary>
    public Timeline? Timeline { get; private set; }

    public int PromptLength => promptLength;

    public int TokensMade => tokens.Count - promptLength;

    public double SecondsAtWork => Seconds(started, Stopwatch.GetTimestamp());

    public bool IsDone { get; private set; }

    public SequenceState State => new(
        Id, promptLength, Math.Min(Timeline?.Length ?? 0, promptLength), cached, TokensMade, IsBackground, Stopwatch.GetElapsedTime(arrived).TotalSeconds);

    /// <summary>Starts work, or goes on with it, on a timeline that holds a beginning of the tokens.</summary>
    public void Begin(Timeline timeline, SamplerScratch scratch, Func<IReadOnlyList<IDrafter>> newDrafters)
    {
        Timeline = timeline;
        if (started != 0) return;
        started = Stopwatch.GetTimestamp();
        sampler = new Sampler(request.Sampling, scratch, request.Sampling.Seed ?? (ulong)Stopwatch.GetTimestamp());
        decoder = model.TokenizerOrNull?.StartDecoding(skipSpecial: !request.ShowSpecial, continues: true);
        if (request.Reasoning is { } asked && model.TokenizerOrNull is { } tokenizer) reasoning = new ReasoningGuard(asked, tokenizer);
        if (constraint is not null) matcher = constraint.Start();
        if (maxTokens > 1) drafters = newDrafters();
    }

    /// <summary>Counts what the timeline has just taken up from the cache and did not have before; returns how many tokens that is.</summary>
    public int CountCached()
    {
        var found = Math.Max(0, Timeline!.Length - known);
        known += found;
        cached += found;
        return found;
    }

    /// <summary>Tokens made since the last call.</summary>
    public int CountMade()
    {
        var made = TokensMade - counted;
        counted = TokensMade;
        return made;
    }

    /// <summary>Gives up the timeline; the tokens stay, to be read again.</summary>
    public Timeline Suspend()
    {
        var timeline = Timeline!;
        Timeline = null;
        drafted = 0;
        return timeline;
    }

    /// <summary>Guesses of the tokens after the last, to be read together with it; valid until the next call.</summary>
    public ReadOnlySpan<int> Draft(int most)
    {
        drafted = 0;
        most = Math.Min(most, maxTokens - TokensMade - 1);
        if (drafters.Count == 0 || most <= 0) return [];
        most = Math.Min(most, draftLength.Next());
        if (most == 0) return [];
        foreach (var drafter in drafters)
            if ((drafted = drafter.Draft(Tokens, drafts.AsSpan(0, most))) > 0) break;
        return drafts.AsSpan(0, drafted);
    }

    /// <summary>Whether the logits that follow <paramref name="position"/> are needed, should the token there be the one that was read.</summary>
    public bool Wants(int position) => position >= wanted;

    /// <summary>
    /// Takes the logits that follow <paramref name="token"/> at <paramref name="position"/>. Positions come in order; one behind a wrong guess
    /// changes nothing.
    /// </summary>
    public void Take(int position, int token, ReadOnlySpan<float> logits)
    {
        if (IsDone || position >= tokens.Count || tokens[position] != token) return;
        wanted = position + 1;
        if (position < promptLength - 1)
        {
            promptLogprobs!.Add(TokenLogprobs.Measure(logits, tokens[position + 1], request.Logprobs ?? 0));
            return;
        }
        if (promptRead == 0 && EndPrompt()) return;
        Accept(logits);
    }

    /// <summary>
    /// Ends a pass that read <paramref name="read"/>: forgets wrong guesses. Returns how many guesses were made and how many were right.
    /// </summary>
    public (int Drafted, int Accepted) Settle(ReadOnlySpan<int> read)
    {
        var start = Timeline!.Length - read.Length;
        var right = read.CommonPrefixLength(Tokens[start..]);
        Timeline.Rewind(start + right);
        known = Math.Max(known, Timeline.Length);
        var (made, accepted) = (drafted, right - (read.Length - drafted));
        draftLength.Tell(made, accepted);
        drafted = 0;
        return (made, accepted);
    }

    public void Fail(Exception error)
    {
        IsDone = true;
        events.Writer.TryComplete(error);
    }

    /// <summary>Lets go of what work needs; the timeline is the scheduler's.</summary>
    public void End()
    {
        foreach (var drafter in drafters) drafter.Dispose();
        drafters = [];
    }

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
        events.Writer.TryWrite(new PromptRead(promptLength, cached, promptLogprobs));
        return maxTokens == 0 && Finish(FinishReason.Length, Flush());
    }

    private void Accept(ReadOnlySpan<float> logits)
    {
        var bound = reasoning?.IsOpen is true ? null : matcher;
        var token = reasoning?.Forced ?? sampler.Sample(logits[..vocabulary], Tokens, bound is null ? default : bound.Mask);
        reasoning?.Accept(token);
        var ends = !request.IgnoreEnd && model.EndTokens.Contains(token);
        if (!ends) bound?.Accept(token);
        tokens.Add(token);
        var logprobs = request.Logprobs is { } rivals ? TokenLogprobs.Measure(logits, token, rivals) : null;

        text.Clear();
        var stopped = !ends && stops.Feed(decoder?.Next(token) ?? "", text);
        events.Writer.TryWrite(new Generated(token, text.ToString(), logprobs));
        if (stopped) Finish(FinishReason.Stop, "");
        else if (ends || bound?.IsFinished is true) Finish(FinishReason.Stop, Flush());
        else if (TokensMade >= maxTokens) Finish(FinishReason.Length, Flush());
    }

    private bool Finish(FinishReason reason, string flushed)
    {
        text.Clear();
        stops.Feed(flushed, text);
        stops.Finish(text);
        var usage = new Usage(promptLength, cached, TokensMade, dropped);
        var timings = new Timings(Seconds(arrived, started), Seconds(started, promptRead), Seconds(promptRead, Stopwatch.GetTimestamp()));
        events.Writer.TryWrite(new Finished(reason, text.ToString(), stops.Found, usage, timings));
        events.Writer.TryComplete();
        return IsDone = true;
    }

    /// <summary>A model whose tokenizer is not built can still be run on token ids; its text is empty.</summary>
    private string Flush() => decoder?.Flush() ?? "";

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;
}
