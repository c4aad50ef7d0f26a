using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests;

/// <summary>A server over the default model, shared by a class of tests; each of them is skipped where the model is absent.</summary>
public sealed class ServedDefaultModel : IAsyncLifetime
{
    private RunningServer? running;

    /// <summary>A fixture cannot skip its tests; the first look of each at the server does.</summary>
    internal RunningServer Running
    {
        get
        {
            _ = DefaultModels.Mini;
            return running ?? throw new InvalidOperationException("the fixture was not started");
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!DefaultModels.HasMini) return;
        var data = Directory.CreateTempSubdirectory("zhiyan-server-test");
        running = await RunningServer.Start(new ServerSettings { Catalog = ModelCatalog.ForData(data.FullName), Urls = ["http://127.0.0.1:0"], Engine = new EngineSettings { Context = 1_024 } });
        await running.Server.Loaded;
        data.Delete();
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
    }
}
