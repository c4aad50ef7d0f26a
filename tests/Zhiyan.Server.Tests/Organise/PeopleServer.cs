using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Inference.Catalog;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Export;
using Zhiyan.Server.Files;
using Zhiyan.Server.Json;
using Zhiyan.Server.Models;
using Zhiyan.Server.Organise;
using Zhiyan.Server.Pages;
using Zhiyan.Server.People;
using Zhiyan.Server.Search;
using Zhiyan.Server.Security;
using Zhiyan.Server.Sharing;
using Zhiyan.Server.Store;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.Tests.Organise;

/// <summary>The pages' part of the server for several people. Who asks is said by a header in place of a session; the clock is the test's.</summary>
internal sealed class PeopleServer : IAsyncDisposable
{
    private const string PersonHeader = "X-Person";

    private readonly WebApplication app;
    private readonly string folder;

    private PeopleServer(WebApplication app, string folder, SetClock clock)
    {
        this.app = app;
        this.folder = folder;
        Clock = clock;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Nobody = Client;
    }

    public SetClock Clock { get; }

    public HttpClient Nobody { get; }

    public string FilesFolder => Path.Combine(folder, "files");

    private HttpClient Client { get; }

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public static async Task<PeopleServer> Start(string? database, IReplyEngine? engine = null)
    {
        var folder = Directory.CreateTempSubdirectory("zhiyan-organise").FullName;
        var clock = new SetClock();
        var models = ScriptedModels.Of(engine ?? new ScriptedEngine());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var services = builder.Services;
        var settings = new ServerSettings { Catalog = new ModelCatalog([]), DataFolder = folder, Database = database };
        services.AddSingleton(settings).AddSingleton(new ApiKeys([])).AddSingleton<TimeProvider>(clock).AddRouting().AddLogging().AddMetrics();
        services.ConfigureHttpJsonOptions(json => Wire.Configure(json.SerializerOptions));
        services.AddSingleton(_ => new EngineHost(models, settings.EffectiveMemoryBudget, settings.IdleTime, clock)).AddSingleton<GenerationTelemetry>();
        ModelServices.AddServices(services, models);
        StoreSetup.AddServices(services, settings);
        PeopleSetup.AddServices(services);
        SearchSetup.AddServices(services);
        ChatSetup.AddServices(services);
        OrganiseSetup.AddServices(services);
        SharingSetup.AddServices(services);
        ExportSetup.AddServices(services);
        PagesSetup.AddServices(services);
        services.AddSingleton<IAntiforgery, KnownToken>();

        var app = builder.Build();
        app.UseMiddleware<ErrorDoor>();
        PagesSetup.UseBefore(app);
        app.Use((http, next) =>
        {
            if (http.Request.Headers[PersonHeader] is [{ } id]) http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id)], "test"));
            return next(http);
        });
        app.UseRouting();
        app.UseAntiforgery();
        PagesSetup.Map(app);
        ChatSetup.Map(app);
        SearchSetup.Map(app);
        OrganiseSetup.Map(app);
        SharingSetup.Map(app);
        ExportSetup.Map(app);
        await app.Services.GetRequiredService<StoreSetup>().Run();
        await app.StartAsync();
        return new PeopleServer(app, folder, clock);
    }

    public async Task<Visit> Person(string name)
    {
        var person = new Person { Id = Guid.CreateVersion7(), UserName = name, NormalizedUserName = name.ToUpperInvariant(), DisplayName = $"{name} 先生", CreatedAt = Clock.Now, SecurityStamp = "x" };
        await using var context = Get<StoreFactory>().Open();
        context.Users.Add(person);
        await context.SaveChangesAsync();
        var client = new HttpClient { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Add(PersonHeader, person.Id.ToString());
        client.DefaultRequestHeaders.Add("RequestVerificationToken", "known");
        return new Visit(person.Id, client);
    }

    /// <summary>A chat in which a person and a model take turns, a second apart.</summary>
    public async Task<Guid> Say(Guid owner, string title, params string[] texts)
    {
        var chat = await Get<Conversations>().Create(owner, new ChatSettings { Model = "scripted" }, isTemporary: false);
        await Get<ChatStores>().Main.Log.Append(chat.Id, [], async context =>
        {
            var known = (await context.Chats.FindAsync(chat.Id))!;
            known.Title = title;
            for (var at = 0; at < texts.Length; at++) known.LeafId = Add(context, known, known.LeafId, at % 2 == 0 ? Speaker.User : Speaker.Assistant, texts[at]);
        });
        return chat.Id;
    }

    /// <summary>One more message at the end of the path that is shown.</summary>
    public async Task<Guid> Add(Guid chat, Speaker role, string text, params Guid[] files)
    {
        var id = Guid.Empty;
        await Get<ChatStores>().Main.Log.Append(chat, [], async context =>
        {
            var known = (await context.Chats.FindAsync(chat))!;
            known.LeafId = id = Add(context, known, known.LeafId, role, text, files);
        });
        return id;
    }

    public async Task<StoredFile> Upload(Guid owner, string name, string content)
    {
        using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
        return await Get<FileStore>().Add(owner, name, bytes, isTemporary: false, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Npgsql.NpgsqlConnection.ClearAllPools();       // a server takes few connections, and each test has its database
        Directory.Delete(folder, recursive: true);
    }

    private Guid Add(StoreContext context, Chat chat, Guid? parent, Speaker role, string text, params Guid[] files)
    {
        Clock.Now = Clock.Now.AddSeconds(1);
        chat.UpdatedAt = Clock.Now;
        var message = new Message
        {
            Id = Guid.CreateVersion7(Clock.Now), ChatId = chat.Id, ParentId = parent, Role = role, Text = text, CreatedAt = Clock.Now, FinishedAt = Clock.Now,
            Model = role == Speaker.Assistant ? "scripted" : null,
        };
        message.Files.AddRange(files.Select((file, position) => new MessageFile { MessageId = message.Id, FileId = file, Position = position }));
        context.Messages.Add(message);
        return message.Id;
    }

    /// <summary>A token that tests know.</summary>
    private sealed class KnownToken : IAntiforgery
    {
        public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => new("known", "known", "__RequestVerificationToken", "RequestVerificationToken");

        public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => GetAndStoreTokens(httpContext);

        public Task<bool> IsRequestValidAsync(HttpContext httpContext) => Task.FromResult(httpContext.Request.Headers["RequestVerificationToken"] == "known");

        public void SetCookieTokenAndHeader(HttpContext httpContext) { }

        public async Task ValidateRequestAsync(HttpContext httpContext)
        {
            if (!await IsRequestValidAsync(httpContext)) throw new AntiforgeryValidationException("no token");
        }
    }
}

/// <summary>A person and their browser.</summary>
internal sealed record Visit(Guid Id, HttpClient Client)
{
    public async Task<JsonNode> Get(string path)
    {
        using var response = await Client.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> Send(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> Post(string path, object? body = null) => Send(HttpMethod.Post, path, body);
}

/// <summary>A clock that stands where a test puts it.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTime Now { get; set; } = new(2026, 3, 10, 12, 0, 0, DateTimeKind.Utc);

    public override DateTimeOffset GetUtcNow() => new(Now);
}
