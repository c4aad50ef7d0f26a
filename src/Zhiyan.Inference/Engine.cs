using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Inference;

/// <summary>
/// The front door of this room: a loaded model, its threads and its queue. Requests may come from any thread; one loop of its own serves them
/// in turns, a chunk of a prompt or a token at a time, so that nobody waits for another's whole reply.
/// </summary>
public sealed class Engine : IDisposable
{
    private readonly EngineSettings settings;
    private readonly Runner runner;
    private readonly SessionPool sessions;
    private readonly ChatFormat chat;
    private readonly Queue<Sequence> waiting = new();   // guarded by itself, as is closing
    private readonly List<Sequence> active = [];        // the loop's own
    private readonly Thread loop;
    private bool closing;
    private int activeCount;
    private long promptTokens, completionTokens;

    private Engine(Model model, ModelCard card, EngineSettings settings)
    {
        this.settings = settings;
        Model = model;
        Card = card;
        Context = Math.Min(settings.Context ?? model.Config.Context, model.Config.Context);
        runner = new Runner(model, settings.Threads);
        sessions = new SessionPool(runner, settings.Sessions);
        chat = new ChatFormat(model, card);
        DefaultSampling = ChatFormat.DefaultSampling(card.Sampling, model.Sampling);
        loop = new Thread(Run) { IsBackground = true, Name = "zhiyan-engine" };
        loop.Start();
    }

    public Model Model { get; }

    public ModelCard Card { get; }

    /// <summary>Tokens a timeline may hold, prompt and reply together.</summary>
    public int Context { get; }

    public EngineState State => new()
    {
        Active = Volatile.Read(ref activeCount), Waiting = Waiting,
        PromptTokens = Interlocked.Read(ref promptTokens), CompletionTokens = Interlocked.Read(ref completionTokens),
        CacheBytes = sessions.CacheBytes, PackedBytes = Model.PackedBytes, Threads = runner.Threads,
    };

    /// <summary>What a request that says nothing is sampled with: the card's settings, else the model files', else the general ones.</summary>
    public SamplingSettings DefaultSampling { get; }

    private int Waiting
    {
        get
        {
            lock (waiting) return waiting.Count;
        }
    }

    /// <summary>Opens a .gguf file or a model folder and starts serving it. Throws <see cref="Formats.ModelFormatException"/>.</summary>
    public static Engine Load(string path, ModelCard? card = null, EngineSettings? settings = null)
    {
        settings ??= new EngineSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Sessions, 1, nameof(settings.Sessions));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Queue, 1, nameof(settings.Queue));
        if (settings.Context is { } context) ArgumentOutOfRangeException.ThrowIfLessThan(context, 2, nameof(settings.Context));
        var model = Model.Open(path, settings.Exact);
        return new Engine(model, card ?? ModelCard.For(path), settings);
    }

    /// <summary>
    /// Goes on from a prompt of token ids. Ending the enumeration, or the token, stops the work within one token. Throws
    /// <see cref="ContextOverflowException"/>, <see cref="EngineBusyException"/>, or an <see cref="ArgumentException"/> that names the setting.
    /// </summary>
    public async IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sequence = new Sequence(request, Model, Context, abandoned.Token);
        Enqueue(sequence);
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

    /// <summary>The engine as the standard chat client, for use within the process. Disposing the client leaves the engine open.</summary>
    public IChatClient AsChatClient() => new EngineChatClient(this);

    /// <summary>The prompt of a conversation, with the ranges that came from the request.</summary>
    public RenderedText Render(ChatRequest request) => chat.Render(request);

    /// <summary>A prompt's token ids; control tokens count only where the template wrote them.</summary>
    public int[] Tokenize(RenderedText prompt) => Model.Tokenizer.Encode(prompt, addBos: Model.Tokenizer.Vocabulary.AddBos);

    public void Dispose()
    {
        lock (waiting)
        {
            if (closing) return;
            closing = true;
            Monitor.Pulse(waiting);
        }
        loop.Join();
        sessions.Dispose();
        runner.Dispose();
        Model.Dispose();
    }

    private void Enqueue(Sequence sequence)
    {
        lock (waiting)
        {
            ObjectDisposedException.ThrowIf(closing, this);
            if (waiting.Count >= settings.Queue) throw new EngineBusyException(waiting.Count, 1);
            waiting.Enqueue(sequence);
            Monitor.Pulse(waiting);
        }
    }

    private void Run()
    {
        while (Admit())
        {
            for (var i = active.Count - 1; i >= 0; i--)
                if (Step(active[i])) active.RemoveAt(i);
            Volatile.Write(ref activeCount, active.Count);
        }
        foreach (var sequence in active) sequence.Fail(new OperationCanceledException("the engine is shutting down"));
    }

    /// <summary>Waits for work, then starts as many requests as there are timelines. False when the engine is closing.</summary>
    private bool Admit()
    {
        lock (waiting)
        {
            while (!closing && active.Count == 0 && waiting.Count == 0) Monitor.Wait(waiting);
            if (closing)
            {
                foreach (var sequence in waiting) sequence.Fail(new OperationCanceledException("the engine is shutting down"));
                waiting.Clear();
                return false;
            }
            while (sessions.HasRoom && waiting.TryDequeue(out var next))
            {
                next.Begin(sessions.Take(next.Prompt, next.Reusable));
                active.Add(next);
            }
            Volatile.Write(ref activeCount, active.Count);
            return true;
        }
    }

    /// <summary>Gives a request its turn. True when it is done with, one way or another.</summary>
    private bool Step(Sequence sequence)
    {
        try
        {
            sequence.Cancellation.ThrowIfCancellationRequested();
            var (read, made) = (sequence.PromptTokensRead, sequence.TokensMade);
            var done = sequence.Step();
            Interlocked.Add(ref promptTokens, sequence.PromptTokensRead - read);
            Interlocked.Add(ref completionTokens, sequence.TokensMade - made);
            if (done) sessions.Return(sequence.Session);
            return done;
        }
        catch (OperationCanceledException error)
        {
            sequence.Fail(error);
            sessions.Return(sequence.Session);
            return true;
        }
        catch (Exception error)     // this loop is a door: one broken request must not end the others
        {
            sequence.Fail(error);
            sessions.Discard(sequence.Session);
            return true;
        }
    }
}
