using Zhiyan.Inference.Catalog;

namespace Zhiyan.Server.Engines;

/// <summary>A place in memory for one model, from the start of its loading on. Guarded by its <see cref="EngineHost"/>.</summary>
internal sealed class EngineSlot
{
    public EngineSlot(InstalledModel model, Func<EngineSlot, Task<IReplyEngine>> load)
    {
        Model = model;
        Loading = Task.Run(() => load(this));
    }

    public InstalledModel Model { get; }

    public Task<IReplyEngine> Loading { get; }

    public int Users { get; set; }

    /// <summary>A timestamp of the host's clock.</summary>
    public long LastUsed { get; set; }

    public IReplyEngine? Loaded => Loading.IsCompletedSuccessfully ? Loading.Result : null;

    /// <summary>Frees the memory. Nobody may use the slot any more.</summary>
    public async Task Close()
    {
        await Loading.ContinueWith(static _ => { }, TaskScheduler.Default);
        Loaded?.Dispose();
    }
}
