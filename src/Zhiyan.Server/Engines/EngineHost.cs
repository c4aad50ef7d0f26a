using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Formats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.Engines;

/// <summary>
/// The loaded models, within a budget of memory. The default one is loaded from the start on; others come when they are asked for and leave when
/// another needs the room, least recently used first, or after a time without a request. One in use never leaves. Thread-safe.
/// </summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly IModelStore store;
    private readonly long budget;
    private readonly TimeSpan idleTime;
    private readonly TimeProvider time;
    private readonly ITimer sweep;
    private readonly Lock gate = new();
    private readonly List<EngineSlot> slots = [];       // guarded by the gate, as is all below
    private Task leaving = Task.CompletedTask;          // models that are out of the list and not yet out of memory
    private readonly Dictionary<string, (InstalledModel Model, string Reason)> failures = [];       // of models that are installed; by id
    private InstalledModel? defaultModel;
    private string? failure;
    private bool closed;

    /// <param name="budget">Bytes that models may take together.</param>
    public EngineHost(IModelStore store, long budget, TimeSpan idleTime, TimeProvider time)
    {
        this.store = store;
        this.budget = budget;
        this.idleTime = idleTime;
        this.time = time;
        sweep = time.CreateTimer(_ => Sweep(), null, idleTime / 4, idleTime / 4);
    }

    /// <summary>Completes when the default model is loaded, or has failed to load, for the first time.</summary>
    public Task Started { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to load the default model.</summary>
    public void Start() => Started = Task.Run(async () =>
    {
        try
        {
            (await Use(null, CancellationToken.None)).Dispose();
        }
        catch (ApiException error)
        {
            lock (gate) failure ??= error.Message;      // for Health; each later request tries again
        }
    });

    public HostHealth Health
    {
        get
        {
            lock (gate)
            {
                var status = !Started.IsCompleted ? HealthStatus.Loading : failure is null ? HealthStatus.Ok : HealthStatus.Error;
                var states = slots.Select(slot => slot.Loaded?.State).OfType<EngineState>().ToList();
                return new HostHealth(status, defaultModel?.Id, failure, states.Sum(state => state.Active), states.Sum(state => state.Waiting));
            }
        }
    }

    /// <summary>Bytes that models may take together.</summary>
    public long Budget => budget;

    /// <summary>Every installed model and what has become of it.</summary>
    public IReadOnlyList<HostedModel> List()
    {
        var installed = store.List();
        lock (gate)
        {
            foreach (var id in failures.Keys.Except(installed.Select(model => model.Id)).ToList()) failures.Remove(id);
            return [.. installed.Select(model => Find(model.Id)?.Describe() ?? Absent(model))];
        }
    }

    /// <summary>The models that are in memory or on their way there.</summary>
    public IReadOnlyList<HostedModel> InMemory()
    {
        lock (gate) return [.. slots.Select(slot => slot.Describe())];
    }

    /// <summary>Waits until a model that writes is loaded and holds it in memory; null for the default one. Throws an <see cref="ApiException"/>.</summary>
    public async Task<EngineLease<IReplyEngine>> Use(string? id, CancellationToken cancellation) => await Lease<IReplyEngine>(Enter(id), cancellation);

    /// <summary>The same for a complete model of the kind that loads as <typeparamref name="T"/>.</summary>
    public async Task<EngineLease<T>> Use<T>(InstalledModel model, CancellationToken cancellation) where T : IServedModel => await Lease<T>(Enter(model), cancellation);

    /// <summary>Holds a model that is in memory already and writes; null for any other.</summary>
    public EngineLease<IReplyEngine>? UseLoaded(string id)
    {
        lock (gate)
        {
            if (Find(id) is not { Loaded: IReplyEngine engine } slot) return null;
            Hold(slot);
            return new EngineLease<IReplyEngine>(id, engine, () => Leave(slot));
        }
    }

    public static ApiException NotInstalled(string id, IEnumerable<string> installed) => new(ApiError.NotFound(
        "model", $"the model '{Field.Shorten(id)}' is not installed; installed are: {string.Join(", ", installed)}.", "model_not_found"));

    public async ValueTask DisposeAsync()
    {
        Task gone;
        lock (gate)
        {
            closed = true;
            Dismiss([.. slots]);
            gone = leaving;
        }
        await sweep.DisposeAsync();
        await gone;
    }

    private async Task<EngineLease<T>> Lease<T>(EngineSlot slot, CancellationToken cancellation) where T : IServedModel
    {
        try
        {
            return new EngineLease<T>(slot.Model.Id, (T)await slot.Loading.WaitAsync(cancellation), () => Leave(slot));
        }
        catch
        {
            Leave(slot);
            throw;
        }
    }

    private EngineSlot Enter(string? id)
    {
        lock (gate)
        {
            if (Find(id ?? defaultModel?.Id) is { } open)
            {
                RequireWriter(open.Model);
                return Hold(open);
            }
        }
        var model = id is null ? Default() : Complete(Named(id));       // reads folders, so not under the gate
        RequireWriter(model);
        return Enter(model);
    }

    private EngineSlot Enter(InstalledModel model)
    {
        lock (gate)
        {
            if (closed) throw new ApiException(ApiError.ShuttingDown);
            return Hold(Find(model.Id) ?? Open(model));
        }
    }

    private void Leave(EngineSlot slot)
    {
        lock (gate)
        {
            slot.Users--;
            slot.LastUsed = time.GetTimestamp();
        }
    }

    private EngineSlot? Find(string? id) => slots.Find(slot => slot.Model.Id == id);

    /// <summary>A model that is not in memory. What was wrong with other files of its name says nothing of these.</summary>
    private HostedModel Absent(InstalledModel model) => model.Missing is not null ? new HostedModel(model, ModelState.Incomplete)
        : failures.TryGetValue(model.Id, out var failed) && (failed.Model.Path, failed.Model.Bytes) == (model.Path, model.Bytes)
            ? new HostedModel(model, ModelState.Failed) { Failure = failed.Reason }
            : new HostedModel(model, ModelState.Available);

    private static EngineSlot Hold(EngineSlot slot)
    {
        slot.Users++;
        return slot;
    }

    private static InstalledModel Complete(InstalledModel model) =>
        model.Missing is null ? model : throw new ApiException(ApiError.LoadingFailed(model.Id, $"it is not complete: {model.Missing}."));

    private static void RequireWriter(InstalledModel model)
    {
        if (model.Card.Kind is not (ModelCard.EmbeddingKind or ModelCard.RerankerKind)) return;
        var kind = model.Card.Kind == ModelCard.EmbeddingKind ? "an embedding model" : "a reranker";
        throw ApiException.Invalid("model", $"{model.Id} is {kind}; it writes no text.", "unsupported_model");
    }

    /// <summary>By id only: a path in a request would open any file of this machine.</summary>
    private InstalledModel Named(string id)
    {
        var installed = store.List();
        return installed.FirstOrDefault(model => model.Id == id) ?? throw NotInstalled(id, installed.Select(model => model.Id));
    }

    private InstalledModel Default()
    {
        try
        {
            var model = store.Default();
            lock (gate) defaultModel = model;
            return model;
        }
        catch (ModelFormatException error)
        {
            lock (gate) failure = error.Message;
            throw new ApiException(ApiError.LoadingFailed("the default model", error.Message));
        }
    }

    private EngineSlot Open(InstalledModel model)
    {
        var memory = store.MemoryOf(model);
        MakeRoom(model.Id, memory);
        var room = leaving;
        var slot = new EngineSlot(model, memory, opened => Load(opened, room)) { LastUsed = time.GetTimestamp() };
        slots.Add(slot);
        return slot;
    }

    private void MakeRoom(string id, long memory)
    {
        if (memory > budget)
        {
            throw new ApiException(ApiError.LoadingFailed(id,
                $"it needs about {ByteCount.Text(memory)} of memory, and models may take {ByteCount.Text(budget)}; raise --memory-budget, or use a smaller model."));
        }
        var held = slots.Where(slot => slot.Users > 0).Sum(slot => slot.Memory);
        if (held + memory > budget)
        {
            throw new ApiException(ApiError.Unavailable(
                $"{id} needs about {ByteCount.Text(memory)} of memory, and models in use hold {ByteCount.Text(held)} of {ByteCount.Text(budget)}; try again later.", "models_busy"));
        }
        var idle = new Queue<EngineSlot>(slots.Where(slot => slot.Users == 0).OrderBy(slot => slot.LastUsed));
        while (slots.Sum(slot => slot.Memory) + memory > budget) Dismiss([idle.Dequeue()]);
    }

    private void Dismiss(IReadOnlyList<EngineSlot> going)
    {
        slots.RemoveAll(going.Contains);
        leaving = Task.WhenAll([leaving, .. going.Select(slot => slot.Close())]);
    }

    /// <summary>Those that leave go first, so that there are never more models in memory than there is room for.</summary>
    private async Task<IServedModel> Load(EngineSlot slot, Task room)
    {
        try
        {
            await room.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var loaded = store.Load(slot.Model, slot);
            Settle(slot, null);
            return loaded;
        }
        catch (Exception error)     // a door: whatever ails a model, the server goes on and tells
        {
            Settle(slot, error.Message);
            throw new ApiException(ApiError.LoadingFailed(slot.Model.Id, error.Message));
        }
    }

    private void Settle(EngineSlot slot, string? error)
    {
        lock (gate)
        {
            if (slot.Model.Id == defaultModel?.Id) failure = error;
            failures.Remove(slot.Model.Id);
            if (error is null) return;
            failures[slot.Model.Id] = (slot.Model, error);
            slots.Remove(slot);      // the next request tries again
        }
    }

    private void Sweep()
    {
        lock (gate)
        {
            Dismiss(slots.FindAll(slot => slot is { Users: 0, Loaded: not null }
                && slot.Model.Id != defaultModel?.Id && time.GetElapsedTime(slot.LastUsed) >= idleTime));
        }
    }
}
