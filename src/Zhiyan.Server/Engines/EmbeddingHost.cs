using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Engines;

/// <summary>
/// The embedding models and rerankers in memory, up to a limit: loaded when they are asked for, least recently used out. Thread-safe.
/// </summary>
internal sealed class EmbeddingHost(IModelStore store, ServerSettings settings) : IDisposable
{
    /// <summary>Requests in work and waiting, at all models together.</summary>
    private const int MostRequests = 64;

    private readonly Lock gate = new();
    private readonly List<Slot> slots = [];     // guarded by the gate, as is all below; the most recently used last
    private int requests;
    private bool closed;

    /// <summary>A complete model of one of these kinds: the one that is named, else the first there is. Throws an <see cref="ApiException"/>.</summary>
    public InstalledModel Find(string? id, params ReadOnlySpan<string> kinds)
    {
        var installed = store.List();
        var fit = new List<InstalledModel>();
        foreach (var model in installed)
            if (kinds.Contains(model.Card.Kind)) fit.Add(model);
        if (id is not null)
        {
            var named = installed.FirstOrDefault(model => model.Id == id) ?? throw EngineHost.NotInstalled(id, installed.Select(model => model.Id));
            if (!fit.Contains(named)) throw ApiException.Invalid("model", $"{named.Id} is a model of the kind {named.Card.Kind}; this needs {Kinds(kinds)}: {Names(fit)}.", "unsupported_model");
            return named.Missing is null ? named : throw new ApiException(ApiError.LoadingFailed(named.Id, $"it is not complete: {named.Missing}."));
        }
        return fit.Where(model => model.Missing is null).OrderByDescending(model => model.Id == ModelCatalog.DefaultEmbedder).FirstOrDefault()
            ?? throw new ApiException(ApiError.NotFound("model", $"no model of the kind {Kinds(kinds)} is installed; put one into the data folder's models.", "model_not_found"));
    }

    /// <summary>Loads a model if need be and works with it, off the caller's thread; it stays in memory until then.</summary>
    public async Task<T> Run<T>(InstalledModel model, Func<EmbeddingModel, T> work, CancellationToken cancellation)
    {
        var slot = Enter(model);
        try
        {
            var loaded = await slot.Loading.WaitAsync(cancellation);
            return await Task.Run(() => work(loaded), cancellation);
        }
        finally
        {
            lock (gate)
            {
                slot.Users--;
                requests--;
            }
        }
    }

    /// <summary>A model in a list with what has become of it here.</summary>
    public HostedModel Complete(HostedModel hosted)
    {
        lock (gate)
        {
            return slots.Find(slot => slot.Model.Id == hosted.Model.Id) is not { } slot ? hosted
                : slot.Loaded is { } model ? hosted with { State = ModelState.Loaded, Context = model.Context }
                : hosted with { State = ModelState.Loading };
        }
    }

    public void Dispose()
    {
        List<Slot> open;
        lock (gate)
        {
            closed = true;
            open = [.. slots];
            slots.Clear();
        }
        foreach (var slot in open) slot.Close();
    }

    private static string Kinds(ReadOnlySpan<string> kinds) => string.Join(" or ", kinds.ToArray());

    private static string Names(List<InstalledModel> models) => models.Count == 0 ? "none is installed" : string.Join(", ", models.Select(model => model.Id));

    private Slot Enter(InstalledModel model)
    {
        lock (gate)
        {
            if (closed) throw new ApiException(ApiError.ShuttingDown);
            if (requests >= MostRequests) throw new ApiException(ApiError.Unavailable($"{requests} requests for vectors and scores are in work already; try again later.", "queue_full"));
            var slot = slots.Find(slot => slot.Model.Id == model.Id) ?? Open(model);
            slots.Remove(slot);
            slots.Add(slot);
            slot.Users++;
            requests++;
            return slot;
        }
    }

    private Slot Open(InstalledModel model)
    {
        if (slots.Count >= settings.LoadedModels)
        {
            var leaving = slots.Find(slot => slot.Users == 0)
                ?? throw new ApiException(ApiError.Unavailable($"{slots.Count} models are loaded and all are in use; try again later.", "models_busy"));
            slots.Remove(leaving);
            leaving.Close();
        }
        return new Slot(model, Load);
    }

    private EmbeddingModel Load(Slot slot)
    {
        try
        {
            return EmbeddingModel.Open(slot.Model.Path, slot.Model.Card, new EmbeddingSettings { Threads = settings.Engine.Threads, Exact = settings.Engine.Exact });
        }
        catch (Exception error)     // a door: whatever ails a model, the server goes on and tells
        {
            lock (gate) slots.Remove(slot);     // the next request tries again
            throw new ApiException(ApiError.LoadingFailed(slot.Model.Id, error.Message));
        }
    }

    /// <summary>A place in memory for one model, from the start of its loading on.</summary>
    private sealed class Slot
    {
        public Slot(InstalledModel model, Func<Slot, EmbeddingModel> load)
        {
            Model = model;
            Loading = Task.Run(() => load(this));
        }

        public InstalledModel Model { get; }

        public Task<EmbeddingModel> Loading { get; }

        public int Users { get; set; }

        public EmbeddingModel? Loaded => Loading.IsCompletedSuccessfully ? Loading.Result : null;

        /// <summary>Frees the memory, when it is loaded and the pass under way is done.</summary>
        public void Close() => Loading.ContinueWith(static loaded => loaded.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }
}
