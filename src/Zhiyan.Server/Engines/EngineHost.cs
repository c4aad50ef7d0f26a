using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Formats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.Engines;

/// <summary>
/// The loaded models, up to a limit. The default one is loaded from the start on; others come when they are asked for and leave when another
/// needs the place, least recently used first, or after a time without a request. Thread-safe.
/// </summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly IModelStore store;
    private readonly int limit;
    private readonly TimeSpan idleTime;
    private readonly TimeProvider time;
    private readonly ITimer sweep;
    private readonly Lock gate = new();
    private readonly List<EngineSlot> slots = [];       // guarded by the gate, as is all below
    private InstalledModel? defaultModel;
    private string? failure;
    private bool closed;

    public EngineHost(IModelStore store, int limit, TimeSpan idleTime, TimeProvider time)
    {
        this.store = store;
        this.limit = limit;
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
        catch (ApiException)
        {
            // Kept in Health, and each later request tries again.
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

    /// <summary>Every installed model and what has become of it.</summary>
    public IReadOnlyList<HostedModel> List()
    {
        var installed = store.List();
        lock (gate)
        {
            return [.. installed.Select(model => Find(model.Id) is { } slot
                ? new HostedModel(model, slot.Loaded is null ? ModelState.Loading : ModelState.Loaded, slot.Loaded?.Context)
                : new HostedModel(model, model.Missing is null ? ModelState.Available : ModelState.Incomplete, null))];
        }
    }

    /// <summary>Waits until a model is loaded and holds it in memory; null for the default one. Throws an <see cref="ApiException"/>.</summary>
    public async Task<EngineLease> Use(string? id, CancellationToken cancellation)
    {
        var slot = Enter(id);
        try
        {
            return new EngineLease(slot.Model.Id, await slot.Loading.WaitAsync(cancellation), () => Leave(slot));
        }
        catch
        {
            Leave(slot);
            throw;
        }
    }

    public static ApiException NotInstalled(string id, IEnumerable<string> installed) => new(ApiError.NotFound(
        "model", $"the model '{Field.Shorten(id)}' is not installed; installed are: {string.Join(", ", installed)}.", "model_not_found"));

    public async ValueTask DisposeAsync()
    {
        EngineSlot[] open;
        lock (gate)
        {
            closed = true;
            open = [.. slots];
            slots.Clear();
        }
        await sweep.DisposeAsync();
        foreach (var slot in open) await slot.Close();
    }

    private EngineSlot Enter(string? id)
    {
        lock (gate)
        {
            if (Find(id ?? defaultModel?.Id) is { } open) return Hold(open);
        }
        var model = Installed(id);      // reads folders, so not under the gate
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

    private static EngineSlot Hold(EngineSlot slot)
    {
        slot.Users++;
        return slot;
    }

    private InstalledModel Installed(string? id)
    {
        if (id is null) return Default();
        var model = Named(id);
        if (model.Card.Kind == ModelCard.EmbeddingKind)
            throw ApiException.Invalid("model", $"{model.Id} is an embedding model; it writes no text.", "unsupported_model");
        return model.Missing is null ? model : throw new ApiException(ApiError.LoadingFailed(model.Id, $"it is not complete: {model.Missing}."));
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
        EngineSlot? leaving = null;
        if (slots.Count >= limit)
        {
            leaving = slots.Where(slot => slot.Users == 0).MinBy(slot => slot.LastUsed)
                ?? throw new ApiException(ApiError.Unavailable($"{slots.Count} models are loaded and all are in use; try again later.", "models_busy"));
            slots.Remove(leaving);
        }
        var slot = new EngineSlot(model, opened => Load(opened, leaving)) { LastUsed = time.GetTimestamp() };
        slots.Add(slot);
        return slot;
    }

    /// <summary>The one that leaves goes first, so that there are never more models in memory than the limit.</summary>
    private async Task<IReplyEngine> Load(EngineSlot slot, EngineSlot? leaving)
    {
        try
        {
            if (leaving is not null) await leaving.Close();
            var engine = store.Load(slot.Model);
            Settle(slot, null);
            return engine;
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
            if (error is not null) slots.Remove(slot);      // the next request tries again
        }
    }

    private void Sweep()
    {
        List<EngineSlot> idle;
        lock (gate)
        {
            idle = slots.FindAll(slot => slot is { Users: 0, Loaded: not null }
                && slot.Model.Id != defaultModel?.Id && time.GetElapsedTime(slot.LastUsed) >= idleTime);
            slots.RemoveAll(idle.Contains);
        }
        foreach (var slot in idle) slot.Loaded?.Dispose();
    }
}
