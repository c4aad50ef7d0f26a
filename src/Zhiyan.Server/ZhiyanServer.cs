using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Export;
using Zhiyan.Server.Health;
using Zhiyan.Server.Json;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.Markdown;
using Zhiyan.Server.Models;
using Zhiyan.Server.OpenAi.Chat;
using Zhiyan.Server.OpenAi.Completions;
using Zhiyan.Server.OpenAi.Embeddings;
using Zhiyan.Server.OpenAi.Models;
using Zhiyan.Server.Organise;
using Zhiyan.Server.Pages;
using Zhiyan.Server.Pages.Web;
using Zhiyan.Server.People;
using Zhiyan.Server.Reference;
using Zhiyan.Server.Rerank;
using Zhiyan.Server.Search;
using Zhiyan.Server.Security;
using Zhiyan.Server.Sharing;
using Zhiyan.Server.State;
using Zhiyan.Server.Store;
using Zhiyan.Server.Telemetry;
using Zhiyan.Server.Tokens;
using Zhiyan.Server.Upkeep;

namespace Zhiyan.Server;

/// <summary>
/// The front door of this room: a running HTTP server over the installed models. It listens at once and loads the default model meanwhile;
/// SIGTERM and Ctrl+C end it, telling the streams that are still running.
/// </summary>
public sealed class ZhiyanServer : IAsyncDisposable
{
    /// <summary>How long running requests may take to say that they end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly WebApplication app;
    private readonly EngineHost engines;

    private ZhiyanServer(WebApplication app)
    {
        this.app = app;
        engines = app.Services.GetRequiredService<EngineHost>();
        engines.Start();
        Loaded = WaitForModel();
    }

    /// <summary>Where it listens, with the port that a 0 became.</summary>
    public IReadOnlyList<string> Urls => [.. app.Urls];

    /// <summary>What the first visitor has to know to set up a server that other machines reach; null where nobody needs it, or no longer.</summary>
    public string? SetupCode => app.Services.GetRequiredService<FirstRun>().Code;

    internal IServiceProvider Services => app.Services;

    /// <summary>Completes when the default model can be used, with its name. Throws a <see cref="Inference.Formats.ModelFormatException"/> where it cannot.</summary>
    public Task<string> Loaded { get; }

    /// <summary>
    /// Starts to listen. Throws an <see cref="ArgumentException"/> for settings that cannot be, and an <see cref="IOException"/> for an address
    /// that is taken.
    /// </summary>
    public static Task<ZhiyanServer> Start(ServerSettings settings, CancellationToken cancellation = default) =>
        Start(settings, new CatalogModels(settings), TimeProvider.System, cancellation);

    /// <summary>Waits until it has been told to stop and has stopped.</summary>
    public Task WaitForShutdown(CancellationToken cancellation = default) => app.WaitForShutdownAsync(cancellation);

    /// <summary>Ends running requests with an error that says so, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();       // the engines with it
    }

    internal static async Task<ZhiyanServer> Start(ServerSettings settings, IModelStore models, TimeProvider time, CancellationToken cancellation)
    {
        settings.Validate();
        var app = Build(settings, models, time);
        try
        {
            app.Services.GetRequiredService<DataLock>();        // first, so that it is let go last
            await app.Services.GetRequiredService<StoreSetup>().Run();
            await app.Services.GetRequiredService<FirstRun>().Begin();
            var server = new ZhiyanServer(app);
            await app.StartAsync(cancellation);
            return server;
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new IOException($"{string.Join(" or ", settings.Urls)} is in use already, perhaps by another zhiyan; stop that, or listen elsewhere with --urls.", error);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Build(ServerSettings settings, IModelStore models, TimeProvider time)
    {
        // Empty: no configuration files, no environment. What is not in the settings does not happen.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.Backlog = ServerSettings.Backlog).UseUrls([.. settings.Urls]).ConfigureKestrel(Limit);
        Quieten(builder.Logging, settings);

        var services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Farewell);
        services.ConfigureHttpJsonOptions(json => Wire.Configure(json.SerializerOptions));
        services.AddSingleton(settings).AddSingleton(time).AddSingleton(new ApiKeys(settings.ApiKeys));
        services.AddSingleton(_ => new EngineHost(models, settings.EffectiveMemoryBudget, settings.IdleTime, time));
        services.AddSingleton(provider => new EmbeddingHost(models, provider.GetRequiredService<EngineHost>()));
        services.AddRouting();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. settings.AllowedOrigins]).AllowAnyHeader().AllowAnyMethod()));
        PagesSetup.AddServices(services);
        ReferencePages.AddServices(services);
        TelemetryPipeline.AddServices(builder, settings);
        ModelServices.AddServices(services, models);
        StoreSetup.AddServices(services, settings);
        PeopleSetup.AddServices(services);
        SearchSetup.AddServices(services);
        ChatSetup.AddServices(services);
        OrganiseSetup.AddServices(services);
        SharingSetup.AddServices(services);
        ExportSetup.AddServices(services);
        LibrarySetup.AddServices(services, models);

        var app = builder.Build();
        app.UseProxyHeaders(settings);
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<ErrorDoor>();
        PagesSetup.UseBefore(app);
        app.UseMiddleware<LoopbackCheck>();
        app.UseMiddleware<WebFiles>();
        app.UseRouting();
        if (settings.AllowedOrigins.Count > 0) app.UseCors();
        app.UseMiddleware<KeyCheck>();
        PeopleSetup.Use(app);
        Forms.UseTokens(app);

        PagesSetup.Map(app);
        PeopleSetup.Map(app);
        ChatSetup.Map(app);
        app.MapCodeFrame();
        app.MapImageFrame();
        SearchSetup.Map(app);
        OrganiseSetup.Map(app);
        SharingSetup.Map(app);
        ExportSetup.Map(app);
        LibrarySetup.Map(app);
        StateEndpoints.Map(app);
        HealthEndpoint.Map(app);
        ModelEndpoints.Map(app);
        ChatCompletionEndpoint.Map(app);
        CompletionEndpoint.Map(app);
        EmbeddingEndpoint.Map(app);
        RerankEndpoint.Map(app);
        TokenEndpoints.Map(app);
        ReferencePages.Map(app);
        TelemetryPipeline.Map(app);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = ServerSettings.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = ServerSettings.MaxConnections;
    }

    private static void Quieten(ILoggingBuilder logging, ServerSettings settings)
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);       // that keys lie in the data folder unencrypted is meant so
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);   // a cookie of another data folder: the page gets a new one, or is told so
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);       // what it says of a failed start is thrown as well
        if (settings.LogRequests) logging.AddFilter(typeof(RequestLog).FullName, LogLevel.Information);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        // Standard output belongs to what a program was asked for.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private async Task<string> WaitForModel()
    {
        await engines.Started;
        var health = engines.Health;
        return health.Failure is null ? health.Model! : throw new Inference.Formats.ModelFormatException(health.Failure);
    }
}
