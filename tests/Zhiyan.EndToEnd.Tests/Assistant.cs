using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Server;
using Zhiyan.Server.Engines;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests;
using Zhiyan.Testing;

namespace Zhiyan.EndToEnd.Tests;

/// <summary>The assistant as its users have it: the whole server over a data folder of its own, on a free port of loopback.</summary>
internal sealed class Assistant : IAsyncDisposable
{
    private readonly DirectoryInfo data;

    private Assistant(RunningServer running, DirectoryInfo data)
    {
        Running = running;
        this.data = data;
    }

    public RunningServer Running { get; }

    public string Address => Running.Address.ToString().TrimEnd('/');

    public string DataFolder => data.FullName;

    /// <summary>Speaks what the engine's script says. Its first run is over, except where the test asks for a new one.</summary>
    public static Task<Assistant> Scripted(IReplyEngine engine, bool isNew = false, Func<ServerSettings, ServerSettings>? with = null) =>
        Scripted(ScriptedModels.Of(engine), isNew, with);

    public static async Task<Assistant> Scripted(IModelStore models, bool isNew = false, Func<ServerSettings, ServerSettings>? with = null)
    {
        var data = Directory.CreateTempSubdirectory("zhiyan-e2e");
        var settings = RunningServer.Settings with { DataFolder = data.FullName };
        return new(await RunningServer.Start(models, with?.Invoke(settings) ?? settings, isNew: isNew), data);
    }

    /// <summary>Speaks with the default model, at its first run; skips the test where the model's files are not.</summary>
    public static async Task<Assistant> Real()
    {
        _ = DefaultModels.Mini;
        var data = Directory.CreateTempSubdirectory("zhiyan-e2e");
        var running = await RunningServer.Start(new ServerSettings { Catalog = ModelCatalog.ForData(data.FullName), Urls = ["http://127.0.0.1:0"], DataFolder = data.FullName, Engine = new EngineSettings { Context = 4_096 } });
        await running.Server.Loaded;
        return new(running, data);
    }

    /// <summary>From now on a new chat takes the likeliest tokens: what a test waits for comes each time.</summary>
    public static async Task TakeLikeliestTokens(ZhiyanServer server)
    {
        var owner = Visitor.Find((await server.Services.GetRequiredService<LocalOwner>().Find())!)!.Value;
        await server.Services.GetRequiredService<PreferenceStore>().Change(owner, preferences => preferences with { NewChats = new ChatSettings { Temperature = 0 } });
    }

    /// <summary>A browser of its own that opens one of the assistant's pages.</summary>
    public async Task<BrowserPage> Open(Browser browser, string path = "/", BrowserNewContextOptions? options = null)
    {
        var opened = await browser.Open(options);
        await opened.Page.GotoAsync(Address + path);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        data.Delete(recursive: true);
    }
}
