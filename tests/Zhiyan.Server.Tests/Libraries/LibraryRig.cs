using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Inference.Catalog;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.Libraries;

/// <summary>A server over a data folder, and what people do with libraries through its API.</summary>
internal sealed class LibraryRig : IAsyncDisposable
{
    private readonly bool keepsFolder;

    private LibraryRig(RunningServer running, string folder, bool keepsFolder) => (Running, Folder, this.keepsFolder) = (running, folder, keepsFolder);

    public RunningServer Running { get; }

    public string Folder { get; }

    public Shelf Shelf => Running.Server.Services.GetRequiredService<Shelf>();

    /// <param name="folder">A data folder that somebody else deletes; null for one of its own.</param>
    /// <param name="isReachable">Others reach it, so that the API needs keys.</param>
    public static async Task<LibraryRig> Start(string? folder = null, bool isReachable = false)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("zhiyan-libraries").FullName;
        var settings = (isReachable ? People.Browser.Open : RunningServer.Settings) with { DataFolder = data };
        return new(await RunningServer.Start(new ScriptedEngine(), settings), data, folder is not null);
    }

    /// <param name="catalog">The models that are installed.</param>
    public static async Task<LibraryRig> Start(ModelCatalog catalog)
    {
        var data = Directory.CreateTempSubdirectory("zhiyan-libraries").FullName;
        return new(await RunningServer.Start(RunningServer.Settings with { Catalog = catalog, DataFolder = data }), data, keepsFolder: false);
    }

    /// <summary>Somebody with an account, and a key of theirs.</summary>
    public async Task<(Guid Id, string Key)> Person(string name, Role role = Role.Member)
    {
        await using var scope = Running.Server.Services.CreateAsyncScope();
        var (person, problem) = await scope.ServiceProvider.GetRequiredService<Accounts>().Make(name, People.Browser.Password, role);
        Assert.Null(problem);
        return (person!.Id, await scope.ServiceProvider.GetRequiredService<PersonKeys>().Make(person.Id, "test"));
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> Send(HttpMethod method, string path, object? body = null, string? key = null, string? file = null)
    {
        using var request = new HttpRequestMessage(method, new UriBuilder(Running.Address) { Host = "127.0.0.1" }.Uri.ToString().TrimEnd('/') + path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = file is not null ? new ByteArrayContent(Encoding.UTF8.GetBytes(file)) : body is not null ? JsonContent.Create(body) : null;
        using var response = await Running.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!);
    }

    public Task<(HttpStatusCode Status, JsonNode Body)> Put(string library, string path, string text, string? key = null) =>
        Send(HttpMethod.Post, $"/v1/libraries/{Uri.EscapeDataString(library)}/documents?path={Uri.EscapeDataString(path)}", key: key, file: text);

    /// <summary>Until nothing is left to be done for a library.</summary>
    public async Task<JsonNode> Settled(string library, int documents, string? key = null)
    {
        for (var tries = 0; ; tries++)
        {
            var (_, entry) = await Send(HttpMethod.Get, $"/v1/libraries/{Uri.EscapeDataString(library)}", key: key);
            if ((string?)entry["stage"] == "idle" && (int?)entry["documents"] == documents) return entry;
            Assert.True(tries < 600, entry.ToJsonString());
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (!keepsFolder) Directory.Delete(Folder, recursive: true);
    }
}
