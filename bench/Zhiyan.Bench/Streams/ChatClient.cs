using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Zhiyan.Bench.Streams;

/// <summary>Does over HTTP what the conversation page does.</summary>
internal sealed partial class ChatClient : IDisposable
{
    private readonly HttpClient http;

    private ChatClient(HttpClient http) => this.http = http;

    public static async Task<ChatClient> Open(Uri address, CancellationToken cancellation)
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), PooledConnectionLifetime = Timeout.InfiniteTimeSpan })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var page = await http.GetStringAsync("/", cancellation);
        http.DefaultRequestHeaders.Add("RequestVerificationToken", WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value));
        return new ChatClient(http);
    }

    public async Task<string> NewChat(CancellationToken cancellation) => (string)(await Send(HttpMethod.Post, "/api/chats", new JsonObject(), cancellation))["id"]!;

    public Task Say(string chat, string text, CancellationToken cancellation) =>
        Send(HttpMethod.Post, $"/api/chats/{chat}/messages", new JsonObject { ["id"] = Guid.CreateVersion7().ToString(), ["text"] = text }, cancellation);

    public Task Rename(string chat, string title, CancellationToken cancellation) =>
        Send(HttpMethod.Patch, $"/api/chats/{chat}", new JsonObject { ["title"] = title }, cancellation);

    /// <summary>The chat's events from the first one on; the stream is open when this returns.</summary>
    public async Task<StreamReader> Events(string chat, CancellationToken cancellation)
    {
        var response = await http.GetAsync($"/api/chats/{chat}/events?after=0", HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonNode> Send(HttpMethod method, string path, JsonObject body, CancellationToken cancellation)
    {
        using var response = await http.SendAsync(new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) }, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new IOException($"{method} {path} was answered with {(int)response.StatusCode}: {text}");
    }

    [GeneratedRegex("<meta name=\"antiforgery\" content=\"([^\"]+)\"")]
    private static partial Regex Token();
}
