using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Drafting;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.KvCache;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Scheduling;
using Zhiyan.Inference.Templates;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Kernels.Attention;

namespace Zhiyan.Inference;

/// <summary>
/// The front door of this room: a loaded model, its threads, its cache and its queue. Requests may come from any thread; one loop of its own takes
/// them through the model together, a pass at a time, and nobody's reply depends on who else is served.
/// </summary>
public sealed class Engine : IDisposable
{
    private const double SnapshotSeconds = 0.05;
    private const int MaxRetryAfterSeconds = 60;

    private readonly Runner runner;
    private readonly PrefixCache cache;
    private readonly WaitingRoom waiting;
    private readonly Scheduler scheduler;
    private readonly Batch batch;
    private readonly int parallel;
    private readonly Model? draftModel;
    private readonly Runner? draftRunner;
    private readonly Lazy<ConstraintCompiler> constraints;
    private readonly ChatFormat chat;
    private readonly Thread loop;
    private readonly int[] wanted = new int[Workspace.LogitRows];
    private readonly (Sequence Sequence, int Row)[] takers = new (Sequence, int)[Workspace.LogitRows];

    // Written by the loop alone.
    private long passes, rows;
    private EngineState state = new();

    private Engine(Model model, ModelCard card, EngineSettings settings, Model? draft)
    {
        Model = model;
        Card = card;
        runner = new Runner(model, settings.Threads);
        var contextBytes = runner.Groups.Sum(group => (long)group.BlockBytes) * ((model.Config.Context + KeyValueLayout.PageTokens - 1) / KeyValueLayout.PageTokens);
        var limit = settings.CacheBytes ?? Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 4 * contextBytes);
        var disk = settings.CacheFolder is { } folder ? new DiskCache(folder, settings.CacheFolderBytes, model.Fingerprint(), runner.Groups) : null;
        cache = new PrefixCache(new BlockPool(runner.Groups, limit), disk);
        Context = Math.Min(Math.Min(settings.Context ?? model.Config.Context, model.Config.Context), cache.Pool.TokensThatFit);
        waiting = new WaitingRoom(settings.Queue);
        parallel = settings.Parallel;
        draftModel = draft;
        if (draft is not null) draftRunner = new Runner(draft, runner);
        var vocabulary = Math.Min(model.TokenizerOrNull?.VocabularySize ?? int.MaxValue, model.Config.Vocabulary);
        scheduler = new Scheduler(cache, waiting, settings.Parallel, new SamplerScratch(vocabulary), () => Drafters(settings));
        batch = runner.NewBatch();
        constraints = new Lazy<ConstraintCompiler>(() => new ConstraintCompiler(model.Tokenizer, model.EndTokens));
        chat = new ChatFormat(model, card);
        DefaultSampling = ChatFormat.DefaultSampling(card.Sampling, model.Sampling);
        Snapshot();
        loop = new Thread(Run) { IsBackground = true, Name = "zhiyan-engine" };
        loop.Start();
    }

    public Model Model { get; }

    public ModelCard Card { get; }

    /// <summary>Tokens a prompt and its reply may have together.</summary>
    public int Context { get; }

    /// <summary>What is at work and waiting now, and counts that are 50 ms old at most.</summary>
    public EngineState State => Volatile.Read(ref state) with { Active = scheduler.Active.Count, Waiting = waiting.Count, Refusals = waiting.Refusals };

    /// <summary>What a request that says nothing is sampled with: the card's settings, else the model files', else the general ones.</summary>
    public SamplingSettings DefaultSampling { get; }

    /// <summary>Opens a .gguf file or a model folder and starts serving it. Throws <see cref="Formats.ModelFormatException"/>.</summary>
    /// <param name="progress">Told, on this thread, of the fraction of the weights that is ready: it only ever grows, and ends at 1.</param>
    public static Engine Load(string path, ModelCard? card = null, EngineSettings? settings = null, IProgress<double>? progress = null)
    {
        settings ??= new EngineSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Parallel, 1, nameof(settings.Parallel));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Parallel, Workspace.BatchRows, nameof(settings.Parallel));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Queue, 1, nameof(settings.Queue));
        if (settings.Context is { } context) ArgumentOutOfRangeException.ThrowIfLessThan(context, 2, nameof(settings.Context));
        Model? model = null, draft = null;
        try
        {
            draft = settings.DraftModel is { } smaller ? Model.Open(smaller, settings.Exact) : null;      // first: it is small, and no progress tells of it
            model = Model.Open(path, settings.Exact, settings.CacheType, progress);
            if (draft is not null) DraftModel.ThrowIfOtherVocabulary(model, draft);
            return new Engine(model, card ?? ModelCard.For(path), settings, draft);
        }
        catch
        {
            draft?.Dispose();
            model?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Goes on from a prompt of token ids. Ending the enumeration, or the token, stops the work within one token. Throws
    /// <see cref="ContextOverflowException"/>, <see cref="EngineBusyException"/>, <see cref="ConstraintException"/>, or an <see cref="ArgumentException"/>
    /// that names the setting.
    /// </summary>
    public async IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var constraint = request.Constraint is { } asked ? constraints.Value.Compile(asked) : null;
        var sequence = new Sequence(request, Model, Context, constraint, abandoned.Token);
        waiting.Enter(sequence, RetryAfterSeconds);
        try
        {
            await foreach (var step in sequence.Events.ReadAllAsync(cancellation)) yield return step;
        }
        finally
        {
            await abandoned.CancelAsync();
        }
    }

    /// <summary>Goes on with a conversation: the template makes the prompt, and the reply comes as content, reasoning and tool calls.</summary>
    public IAsyncEnumerable<ChatEvent> Chat(ChatRequest request, CancellationToken cancellation = default) =>
        chat.Reply(this, request, cancellation);

    /// <summary>
    /// How likely the model finds each continuation of a prompt, in token ids. The prompt is read once, and the continuations go through the model
    /// together. Throws as <see cref="Generate"/> does.
    /// </summary>
    public Task<IReadOnlyList<ContinuationScore>> Score(
        IReadOnlyList<int> prompt, IReadOnlyList<IReadOnlyList<int>> continuations, Priority priority = Priority.Interactive, CancellationToken cancellation = default) =>
        Scoring.Run(this, prompt, continuations, priority, cancellation);

    /// <summary>The same for texts, which become tokens one by one; control tokens are not parsed.</summary>
    public Task<IReadOnlyList<ContinuationScore>> Score(
        string prompt, IReadOnlyList<string> continuations, Priority priority = Priority.Interactive, CancellationToken cancellation = default)
    {
        var start = Model.Tokenizer.Encode(prompt, SpecialTokens.Plain, Model.Tokenizer.Vocabulary.AddBos);
        return Score(start, [.. continuations.Select(text => Model.Tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false))], priority, cancellation);
    }

    /// <summary>The engine as the standard chat client, for use within the process. Disposing the client leaves the engine open.</summary>
    public IChatClient AsChatClient() => new EngineChatClient(this);

    /// <summary>The prompt of a conversation, with the ranges that came from the request.</summary>
    public RenderedText Render(ChatRequest request) => chat.Render(request);

    /// <summary>How much of the context a conversation takes, and which messages would be dropped for it.</summary>
    public PromptSize Measure(ChatRequest request) => chat.Measure(this, request);

    /// <summary>A prompt's token ids; control tokens count only where the template wrote them.</summary>
    public int[] Tokenize(RenderedText prompt) => Model.Tokenizer.Encode(prompt, addBos: Model.Tokenizer.Vocabulary.AddBos);

    public void Dispose()
    {
        if (!waiting.Close()) return;
        loop.Join();
        cache.Dispose();
        draftRunner?.Dispose();
        runner.Dispose();
        draftModel?.Dispose();
        Model.Dispose();
    }

    /// <summary>Whether a schema can be held to.</summary>
    internal bool CanHonour(JsonNode schema)
    {
        try
        {
            constraints.Value.Compile(new JsonSchemaConstraint(schema));
            return true;
        }
        catch (ConstraintException)
        {
            return false;
        }
    }

    /// <summary>When a place in the waiting room should be free again, from how long requests took so far.</summary>
    private int RetryAfterSeconds => (int)Math.Clamp(Math.Ceiling(scheduler.SecondsPerRequest * waiting.Count / parallel), 1, MaxRetryAfterSeconds);

    private IReadOnlyList<IDrafter> Drafters(EngineSettings settings) =>
    [
        .. settings.PromptLookup ? (IDrafter[])[new PromptLookup()] : [],
        .. draftRunner is not null ? (IDrafter[])[new DraftModel(draftRunner)] : [],
    ];

    private void Run()
    {
        var seen = Stopwatch.GetTimestamp();
        while (waiting.Await(busy: scheduler.Active.Count > 0))
        {
            scheduler.Plan(batch);
            if (batch.Count > 0) Pass();
            if (scheduler.Active.Count > 0 && Stopwatch.GetElapsedTime(seen).TotalSeconds < SnapshotSeconds) continue;
            Snapshot();
            seen = Stopwatch.GetTimestamp();
        }
        var closing = new OperationCanceledException("the engine is shutting down");
        foreach (var sequence in scheduler.Active.ToList()) scheduler.Drop(sequence, closing);
        foreach (var sequence in waiting.Clear()) sequence.Fail(closing);
    }

    /// <summary>Runs a batch through the model and gives every sequence the logits it wants.</summary>
    private void Pass()
    {
        try
        {
            runner.Forward(batch);
            HandOut();
        }
        catch (Exception error)     // this loop is a door: one broken pass must not end the engine
        {
            foreach (var sequence in scheduler.InBatch)
                if (sequence.Timeline is not null) scheduler.Discard(sequence, error);
            return;
        }
        scheduler.Settle(batch);
        passes++;
        rows += batch.Count;
    }

    private void HandOut()
    {
        var count = 0;
        for (var index = 0; index < batch.Runs.Length; index++)
        {
            var (_, first, length) = batch.Runs[index];
            var sequence = scheduler.InBatch[index];
            for (var row = first; row < first + length; row++)
            {
                if (!sequence.Wants(batch.Positions[row])) continue;
                takers[count++] = (sequence, row);
                if (count == takers.Length) HandOut(ref count);
            }
        }
        if (count > 0) HandOut(ref count);
    }

    private void HandOut(ref int count)
    {
        for (var place = 0; place < count; place++) wanted[place] = takers[place].Row;
        runner.Head(wanted.AsSpan(0, count));
        for (var place = 0; place < count; place++)
        {
            var (sequence, row) = takers[place];
            try
            {
                sequence.Take(batch.Positions[row], batch.Tokens[row], runner.Logits(place));
            }
            catch (Exception error)     // a door, too: a request whose logits or settings are broken must not end the others
            {
                scheduler.Discard(sequence, error);
            }
        }
        count = 0;
    }

    private void Snapshot() => Volatile.Write(ref state, new EngineState
    {
        PromptTokens = scheduler.PromptTokens,
        CachedTokens = scheduler.CachedTokens,
        CompletionTokens = scheduler.CompletionTokens,
        DraftedTokens = scheduler.DraftedTokens,
        AcceptedTokens = scheduler.AcceptedTokens,
        Passes = passes,
        Rows = rows,
        Preemptions = scheduler.Preemptions,
        Evictions = cache.Evictions,
        CacheBytes = cache.Pool.Bytes,
        CacheLimit = cache.Pool.Limit,
        CacheInUse = cache.Pool.InUse,
        CacheIdle = cache.Pool.Idle,
        PackedBytes = Model.PackedBytes + (draftModel?.PackedBytes ?? 0),
        Threads = runner.Threads,
        Sequences = [.. scheduler.Active.Select(sequence => sequence.State)],
    });
}
