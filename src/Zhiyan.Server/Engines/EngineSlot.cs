using Zhiyan.Inference.Catalog;

namespace Zhiyan.Server.Engines;

/// <summary>A place in memory for one model, from the start of its loading on. Guarded by its <see cref="EngineHost"/>.</summary>
internal sealed class EngineSlot : IProgress<double>
{
    private readonly long estimate;
    private double progress;        // written by the thread that loads

    public EngineSlot(InstalledModel model, long estimate, Func<EngineSlot, Task<IServedModel>> load)
    {
        this.estimate = estimate;
        Model = model;
        Loading = Task.Run(() => load(this));
    }

    public InstalledModel Model { get; }

    public Task<IServedModel> Loading { get; }

    public int Users { get; set; }

    /// <summary>A timestamp of the host's clock.</summary>
    public long LastUsed { get; set; }

    public IServedModel? Loaded => Loading.IsCompletedSuccessfully ? Loading.Result : null;

    /// <summary>Bytes to reckon with: an estimate until the model is loaded, then its weights, packed or mapped, and all its cache may take.</summary>
    public long Memory => Loaded is not { } model ? estimate
        : model.State is { } state ? Math.Max(Model.Bytes, state.PackedBytes) + Math.Max(state.CacheLimit, state.CacheBytes)
        : Model.Bytes;

    public HostedModel Describe() => new(Model, Loaded is null ? ModelState.Loading : ModelState.Loaded)
    {
        Context = Loaded?.Context,
        Progress = Loaded is null ? Volatile.Read(ref progress) : null,
        Memory = Memory,
        Users = Users,
        Engine = Loaded?.State,
    };

    /// <summary>The fraction of the model that is ready.</summary>
    public void Report(double value) => Volatile.Write(ref progress, value);

    /// <summary>Frees the memory. Nobody may use the slot any more.</summary>
    public Task Close() => Task.Run(async () =>
    {
        await ((Task)Loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Loaded?.Dispose();
    });
}
