using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Inference.Catalog;
using Zhiyan.Server.Engines;
using Zhiyan.Server.People;

namespace Zhiyan.Server.Tests;

/// <summary>A real server on a free port of loopback and a client for it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(ZhiyanServer server)
    {
        Server = server;
        Address = new Uri(server.Urls[0]);
        // However busy the machine is, a client that asks first whether it may send waits for the answer.
        Client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Address };
    }

    public ZhiyanServer Server { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public static ServerSettings Settings => new() { Catalog = new ModelCatalog([]), Urls = ["http://127.0.0.1:0"] };

    public static Task<RunningServer> Start(IReplyEngine engine, ServerSettings? settings = null, bool isNew = false) => Start(ScriptedModels.Of(engine), settings, isNew: isNew);

    /// <param name="isNew">Leave the first run to the test; otherwise somebody on loopback has been through it.</param>
    public static async Task<RunningServer> Start(IModelStore models, ServerSettings? settings = null, TimeProvider? time = null, bool isNew = false)
    {
        settings ??= Settings;
        var server = await ZhiyanServer.Start(settings, models, time ?? TimeProvider.System, CancellationToken.None);
        if (!isNew && settings.IsLoopbackOnly) await server.Services.GetRequiredService<FirstRun>().Finish();
        return new RunningServer(server);
    }

    public static async Task<RunningServer> Start(ServerSettings settings) => new(await ZhiyanServer.Start(settings));

    public async Task<(HttpStatusCode Status, JsonNode Body)> Post(string path, string json)
    {
        using var response = await Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> Get(string path)
    {
        using var response = await Client.GetAsync(path);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>The data lines of a stream, all but the last, which must be [DONE].</summary>
    public async Task<IReadOnlyList<JsonNode>> Stream(string path, string json)
    {
        var lines = await Lines(path, json);
        Assert.Equal("[DONE]", lines[^1]);
        return [.. lines.SkipLast(1).Select(line => JsonNode.Parse(line)!)];
    }

    public async Task<IReadOnlyList<string>> Lines(string path, string json)
    {
        using var response = await Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(block => block.StartsWith("data: ", StringComparison.Ordinal)).Select(block => block["data: ".Length..])];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
