using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Zhiyan.Server.Tests.People;

/// <summary>A browser as far as people's pages need one: it keeps cookies, and sends a form with the token of the page it is on.</summary>
internal sealed partial class Browser : IDisposable
{
    public const string Password = "correct horse battery";

    private readonly HttpClient client;

    public Browser(RunningServer server) : this(server, new CookieContainer()) { }

    private Browser(RunningServer server, CookieContainer cookies)
    {
        Cookies = cookies;
        client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
    }

    public CookieContainer Cookies { get; }

    public static ServerSettings Open => RunningServer.Settings with { Urls = ["http://0.0.0.0:0"] };

    /// <summary>The browser of the first admin of a server that others can reach.</summary>
    public static async Task<Browser> SetUp(RunningServer server, string name = "Ann")
    {
        var browser = new Browser(server);
        Assert.Equal("/welcome/model", await browser.Send("/welcome/name", ("code", server.Server.SetupCode!), ("name", name), ("password", Password)));
        Assert.Equal("/welcome/ready", await browser.Send("/welcome/model"));
        Assert.Equal("/", await browser.Send("/welcome/ready"));
        return browser;
    }

    /// <summary>The browser of somebody whom this one's person has invited.</summary>
    public async Task<Browser> Invite(RunningServer server, string name, string role = "Member")
    {
        var guest = new Browser(server);
        Assert.Equal("/", await guest.Send(await MakeInvite(role), ("name", name), ("password", Password)));
        return guest;
    }

    public async Task<string> MakeInvite(string role = "Member")
    {
        var page = await Submit("/admin/people", "invite", ("Wish.Role", role), ("Wish.Days", "7"));
        return InviteLink().Match(page).Groups[1].Value;
    }

    /// <summary>Another browser with a copy of this one's session.</summary>
    public Browser Copy(RunningServer server)
    {
        var cookies = new CookieContainer();
        foreach (Cookie cookie in Cookies.GetAllCookies()) cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
        return new Browser(server, cookies);
    }

    public Task<HttpResponseMessage> Get(string path) => client.GetAsync(path);

    public Task<HttpResponseMessage> Send(HttpMethod method, string path) => client.SendAsync(new HttpRequestMessage(method, path));

    public async Task<string> Page(string path)
    {
        using var response = await client.GetAsync(path);
        Assert.Equal((path, HttpStatusCode.OK), (path, response.StatusCode));
        return await response.Content.ReadAsStringAsync();
    }

    public async Task<HttpStatusCode> Status(string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    public Task<bool> IsSignedIn() => Status("/settings").ContinueWith(status => status.Result == HttpStatusCode.OK, TaskScheduler.Default);

    /// <summary>Sends the form of a page to its own address; where that leads.</summary>
    public Task<string?> Send(string page, params (string Name, string Value)[] fields) => SendTo(page, page, fields);

    /// <summary>Sends a form of a page; where that leads.</summary>
    public async Task<string?> SendTo(string page, string action, params (string Name, string Value)[] fields)
    {
        using var response = await Post(page, action, fields);
        Assert.Equal((action, HttpStatusCode.SeeOther), (action, response.StatusCode));
        return response.Headers.Location?.OriginalString;
    }

    /// <summary>Sends a form whose answer is a page.</summary>
    public async Task<string> Submit(string page, string form, params (string Name, string Value)[] fields)
    {
        using var response = await Post(page, page, [("_handler", form), .. fields]);
        Assert.Equal((page, HttpStatusCode.OK), (page, response.StatusCode));
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a form that a page answers itself, and that leads on from it.</summary>
    public async Task<string?> Save(string page, string form, params (string Name, string Value)[] fields)
    {
        using var response = await Post(page, page, [("_handler", form), .. fields]);
        Assert.Equal((page, HttpStatusCode.Redirect), (page, response.StatusCode));
        return response.Headers.Location?.OriginalString;
    }

    public async Task<HttpResponseMessage> Put<T>(string path, T body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("RequestVerificationToken", Token(await Page("/settings")));
        return await client.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostWithoutToken(string path, params (string Name, string Value)[] fields) =>
        client.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> Post(string page, string action, (string Name, string Value)[] fields) =>
        await PostWithoutToken(action, [("__RequestVerificationToken", Token(await Page(page))), .. fields]);

    private static string Token(string page) => FormToken().Match(page) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : throw new InvalidOperationException("the page has no token.");

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    [GeneratedRegex("(/invite/[\\w-]+)")]
    private static partial Regex InviteLink();
}
