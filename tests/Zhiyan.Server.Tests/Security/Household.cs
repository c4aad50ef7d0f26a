using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.People;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.People;

namespace Zhiyan.Server.Tests.Security;

/// <summary>A server with three people who sign in: Ann, who runs it and has one of everything, Bob, and Cy, whom Ann lets see a chat.</summary>
internal sealed partial class Household : IAsyncDisposable
{
    /// <summary>In everything that is Ann's, and nowhere else.</summary>
    public const string Mark = "zq7mark";

    private readonly RunningServer running;
    private readonly DirectoryInfo data;

    private Household(RunningServer running, DirectoryInfo data, Guest ann, Guest bob, Guest cy)
    {
        this.running = running;
        this.data = data;
        (Ann, Bob, Cy, Nobody) = (ann, bob, cy, new Guest(new Browser(running), running));
    }

    public Guest Ann { get; }

    public Guest Bob { get; }

    public Guest Cy { get; }

    public Guest Nobody { get; }

    public ZhiyanServer Server => running.Server;

    public RunningServer Running => running;

    /// <summary>The ids of Ann's things, by what they are.</summary>
    public Dictionary<string, string> Things { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An API key of Ann's.</summary>
    public string Key { get; private set; } = "";

    public static async Task<Household> Start()
    {
        var data = Directory.CreateTempSubdirectory("zhiyan-household");
        var running = await RunningServer.Start(new ScriptedEngine(), Browser.Open with { DataFolder = data.FullName });
        await running.Server.Loaded;
        var ann = await Browser.SetUp(running);
        var household = new Household(running, data, new Guest(ann, running), new Guest(await ann.Invite(running, "Bob"), running), new Guest(await ann.Invite(running, "Cy"), running));
        await household.Furnish(ann);
        return household;
    }

    /// <summary>Things that are nowhere: ids that somebody made up.</summary>
    public Dictionary<string, string> Forged() => Things.ToDictionary(
        thing => thing.Key, thing => Guid.TryParse(thing.Value, out _) ? Guid.CreateVersion7().ToString() : new string([.. thing.Value.Reverse()]) + "x", StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything of Ann's that somebody could have changed, as text.</summary>
    public async Task<string> Inventory()
    {
        var ann = await Id("Ann");
        await using var context = Server.Services.GetRequiredService<StoreFactory>().Open();
        var all = new
        {
            Chats = await context.Chats.Where(one => one.OwnerId == ann).OrderBy(one => one.Id).Select(one => new { one.Id, one.Title, one.Draft, one.FolderId, one.IsPinned, one.ArchivedAt, one.DeletedAt, one.LeafId }).ToListAsync(),
            Messages = await context.Messages.Where(one => context.Chats.Any(chat => chat.Id == one.ChatId && chat.OwnerId == ann)).OrderBy(one => one.Id).Select(one => new { one.Id, one.Text, one.Rating, one.State }).ToListAsync(),
            Queue = await context.Queue.OrderBy(one => one.Id).Select(one => one.Id).ToListAsync(),
            Tags = await context.Tags.Where(one => one.OwnerId == ann).Select(one => one.Name).ToListAsync(),
            Folders = await context.Folders.Where(one => one.OwnerId == ann).Select(one => one.Name).ToListAsync(),
            Prompts = await context.Prompts.Where(one => one.OwnerId == ann).Select(one => new { one.Name, one.Text }).ToListAsync(),
            Files = await context.Files.Where(one => one.OwnerId == ann).Select(one => new { one.Id, one.Name }).ToListAsync(),
            Shares = await context.Shares.Where(one => one.OwnerId == ann).Select(one => new { one.Id, one.Audience, one.ExpiresAt, one.RevokedAt }).ToListAsync(),
            Sessions = await context.Sessions.Where(one => one.PersonId == ann).OrderBy(one => one.Id).Select(one => new { one.Id, one.RevokedAt }).ToListAsync(),
            Keys = await context.ApiKeys.Where(one => one.PersonId == ann).OrderBy(one => one.Id).Select(one => new { one.Id, one.RevokedAt }).ToListAsync(),
            Invites = await context.Invites.OrderBy(one => one.Id).Select(one => new { one.Id, one.RevokedAt, one.UsedBy }).ToListAsync(),
            People = await context.Users.Where(one => one.Id == ann).Select(one => new { one.UserName, one.Role, one.DisabledAt, one.PasswordHash }).ToListAsync(),
            Providers = (await context.Providers.ToListAsync()).Select(one => new { one.Id, one.Settings.Name, one.Settings.ProtectedKey }),
            Libraries = Server.Services.GetRequiredService<Shelf>().List(new LibraryReader(ann, IsAdmin: false)).Where(one => one.Settings.Owner == ann).Select(one => new { one.Name, one.Settings, Contents = one.Contents.Select(entry => entry.Path) }),
            Preferences = (await context.Users.AsNoTracking().FirstAsync(one => one.Id == ann)).Preferences,
        };
        return JsonSerializer.Serialize(all);
    }

    public async Task<Guid> Id(string name)
    {
        await using var context = Server.Services.GetRequiredService<StoreFactory>().Open();
        return (await context.Users.AsNoTracking().FirstAsync(person => person.UserName == name)).Id;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var guest in new[] { Ann, Bob, Cy, Nobody }) guest.Dispose();
        await running.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        data.Delete(recursive: true);
    }

    private async Task Furnish(Browser ann)
    {
        var services = Server.Services;
        var owner = await Id("Ann");
        async Task<JsonNode> Make(string path, object body)
        {
            using var response = await Ann.Send(HttpMethod.Post, path, JsonContent.Create(body));
            Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
            return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        }

        Things["folder"] = (string)(await Make("/api/folders", new { name = $"{Mark} folder" }))["id"]!;
        Things["prompt"] = (string)(await Make("/api/prompts", new { name = $"{Mark}-prompt", text = $"{Mark} text" }))["id"]!;
        using (var upload = await Ann.Send(HttpMethod.Post, $"/api/files?name={Mark}.txt", new StringContent($"{Mark} content")))
            Things["file"] = (string)(await upload.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
        Things["chat"] = (string)(await Make("/api/chats", new { settings = new { model = "scripted", instructions = $"{Mark} instructions" } }))["id"]!;
        var chat = Guid.Parse(Things["chat"]);
        var sent = await services.GetRequiredService<Conversations>().Send(owner, chat, new NewMessage(Guid.NewGuid(), $"{Mark} message") { Files = [Guid.Parse(Things["file"])] });
        (Things["message"], Things["reply"]) = (sent.Message.ToString(), sent.Reply!.Value.ToString());
        await Settled(chat);
        using (var change = await Ann.Send(HttpMethod.Patch, $"/api/chats/{chat}", JsonContent.Create(new { title = $"{Mark} title", draft = $"{Mark} draft", tags = new[] { $"{Mark} tag" } }))) change.EnsureSuccessStatusCode();
        var share = await Make($"/api/chats/{chat}/shares", new { audience = "people", people = new[] { "Cy" } });
        (Things["share"], Things["shared"]) = ((string)share["id"]!, ((string)share["address"]!)["/s/".Length..]);
        Key = await services.GetRequiredService<PersonKeys>().Make(owner, $"{Mark} key");
        Things["key"] = (await services.GetRequiredService<PersonKeys>().List(owner))[0].Id.ToString();
        Things["session"] = (await services.GetRequiredService<Sessions>().List(owner))[0].Id.ToString();
        Things["person"] = owner.ToString();
        await ann.Save("/admin/models/new", "provider", ("Form.Name", "Far"), ("Form.Kind", "OpenAi"), ("Form.BaseUrl", $"http://127.0.0.1:9/{Mark}"), ("Form.Key", "sk-0123456789abcdef"), ("Form.Models", "far"), ("Form.Enabled", "on"), ("Form.Act", "save"));
        Things["provider"] = (await services.GetRequiredService<ProviderDirectory>().List())[0].Id;
        Things["token"] = (await ann.MakeInvite())["/invite/".Length..];
        await using var scope = services.CreateAsyncScope();
        Things["invite"] = (await scope.ServiceProvider.GetRequiredService<Invites>().List())[0].Id.ToString();
        var shelf = services.GetRequiredService<Shelf>();
        var reader = new LibraryReader(owner, IsAdmin: true);
        Things["library"] = (await shelf.Create(reader, "Papers of Ann")).Name;
        await shelf.Add(reader, Things["library"], $"{Mark}.txt", new MemoryStream(Encoding.UTF8.GetBytes($"{Mark} document")), TestContext.Current.CancellationToken);
        while (shelf.Find(reader, Things["library"]) is { Settings.IsBehind: true } or { Contents.Count: 0 }) await Task.Delay(25);
        var library = shelf.Find(reader, Things["library"]);
        Things["document"] = library.Contents[0].Id.ToString();
        Things["job"] = library.Jobs.Begin(new ReadRequest(library.Contents[0].Id, $"list every {Mark}") { Owner = reader.Person }).Id.ToString();
        Things["code"] = "bm90LWEtY29kZQ";
        Things["model"] = "scripted";
        Things["documentName"] = "v1";
    }

    /// <summary>Until the reply, and the title that follows it, are there.</summary>
    private async Task Settled(Guid chat)
    {
        for (var tries = 0; ; tries++)
        {
            await using var context = Server.Services.GetRequiredService<StoreFactory>().Open();
            if (!await context.Messages.AnyAsync(one => one.ChatId == chat && one.State == MessageState.Streaming)
                && await context.Chats.AnyAsync(one => one.Id == chat && one.TitleOrigin != TitleOrigin.FirstWords)) return;
            Assert.InRange(tries, 0, 600);
            await Task.Delay(25);
        }
    }
}

/// <summary>Somebody's browser, which can send anything.</summary>
internal sealed partial class Guest(Browser browser, RunningServer server) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { CookieContainer = browser.Cookies, AllowAutoRedirect = false }) { BaseAddress = new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri, Timeout = TimeSpan.FromMinutes(2) };
    private string? token;

    public Browser Browser => browser;

    /// <summary>With the token of a page, as the pages' scripts send it; the caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content = null, bool withToken = true, string accept = "application/json", string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Add("Accept-Language", "en");
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        if (withToken && method != HttpMethod.Get) request.Headers.Add("RequestVerificationToken", token ??= await Token());
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<Answer> Try(Endpoint endpoint, IReadOnlyDictionary<string, string> things, bool withToken = true, string? key = null) =>
        await Read(await Send(new HttpMethod(endpoint.Method), endpoint.Path(things), Content(endpoint, things), withToken, endpoint.Body?.Kind == BodyKind.Json ? "application/json" : "text/html, */*", key));

    public static async Task<Answer> Read(HttpResponseMessage response)
    {
        using (response)
        {
            var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
            return new Answer((int)response.StatusCode, response.Headers.Location?.OriginalString ?? "", isStream ? "" : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.ToString() + response.Content.Headers);
        }
    }

    public static HttpContent? Content(Endpoint endpoint, IReadOnlyDictionary<string, string> things) => endpoint.Body?.Kind switch
    {
        BodyKind.Json => new StringContent(endpoint.Text(things), Encoding.UTF8, "application/json"),
        BodyKind.Form => new StringContent(endpoint.Text(things), Encoding.UTF8, "application/x-www-form-urlencoded"),
        BodyKind.Bytes when endpoint.Pattern is "/api/files" or "/api/import" or "/api/libraries/{library}/files" => new ByteArrayContent("taken"u8.ToArray()),
        _ => null,
    };

    public void Dispose()
    {
        client.Dispose();
        browser.Dispose();
    }

    private async Task<string> Token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/offline");
        request.Headers.Add("Accept", "text/html");
        using var page = await client.SendAsync(request);
        return WebUtility.HtmlDecode(MetaToken().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value);
    }

    [GeneratedRegex("<meta name=\"antiforgery\" content=\"([^\"]+)\"")]
    private static partial Regex MetaToken();
}

internal sealed record Answer(int Status, string Location, string Body, string Headers)
{
    public bool IsRefusal => Status is 401 or 403 or 404 || Status == 303 && Location.StartsWith("/sign-in", StringComparison.Ordinal);
}
