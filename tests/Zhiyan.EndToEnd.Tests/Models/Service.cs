using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Zhiyan.Server.Tests.Providers;

namespace Zhiyan.EndToEnd.Tests.Models;

/// <summary>A provider on loopback that takes one key, says what a test wants of it, and speaks OpenAI's or Anthropic's language.</summary>
internal sealed class Service : IAsyncDisposable
{
    public const string Key = "sk-right-0123456789-abcdefghij";

    private readonly bool isAnthropic;
    private FakeService fake = null!;

    private Service(bool isAnthropic) => this.isAnthropic = isAnthropic;

    /// <summary>The pieces of the next replies.</summary>
    public string[] Says { get; set; } = ["Hello from ", "far away."];

    /// <summary>How the next replies go wrong: a status, "error" for one told in the middle, "break" for a connection cut there; null for well.</summary>
    public string? Fails { get; set; }

    /// <summary>Set when what was said before a break has been seen; a cut connection takes with it what is on the way.</summary>
    public TaskCompletionSource Seen { get; } = new();

    /// <summary>Answered to a request that ends with a begun reply; null where it goes on.</summary>
    public string? RefusesToContinue { get; set; }

    /// <summary>Members it does not know are refused, as OpenAI's own service does.</summary>
    public bool IsStrict { get; set; }

    public string Url => isAnthropic ? fake.Url : $"{fake.Url}/v1";

    public IReadOnlyList<JsonObject> Chats => [.. fake.Bodies.Where(body => body.Length > 0).Select(body => JsonNode.Parse(body)!.AsObject())];

    public IReadOnlyList<string> Requests => [.. fake.Requests];

    public static async Task<Service> Start(bool isAnthropic = false)
    {
        var service = new Service(isAnthropic);
        service.fake = await FakeService.Start(service.Answer);
        return service;
    }

    public ValueTask DisposeAsync() => fake.DisposeAsync();

    private async Task Answer(HttpContext http)
    {
        var key = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);       // both SDKs send it so
        if (key != Key) await Refuse(http, 401, $"Incorrect API key provided: {key}");
        else if (http.Request.Path.Value!.EndsWith("/models", StringComparison.Ordinal)) await Tell(http, Models());
        else if (int.TryParse(Fails, out var status)) await Refuse(http, status, $"Trouble number {status}");
        else if (Refused() is { } why) await Refuse(http, 400, why);
        else await Stream(http);
    }

    private string? Refused()
    {
        var asked = Chats[^1];
        if (IsStrict && asked.ContainsKey("continue_final_message")) return "Unrecognized request argument supplied: continue_final_message";
        return (string?)asked["messages"]!.AsArray()[^1]!["role"] == "assistant" ? RefusesToContinue : null;
    }

    private JsonObject Models() => isAnthropic
        ? new() { ["data"] = new JsonArray(new JsonObject { ["type"] = "model", ["id"] = "wise", ["display_name"] = "Wise", ["created_at"] = "2026-01-01T00:00:00Z" }), ["has_more"] = false, ["first_id"] = "wise", ["last_id"] = "wise" }
        : new() { ["object"] = "list", ["data"] = new JsonArray(new JsonObject { ["id"] = "large" }, new JsonObject { ["id"] = "small" }) };

    private async Task Stream(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        if (isAnthropic) await Events(http, [Started, new() { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } }]);
        foreach (var piece in Says) await Events(http, [isAnthropic ? new() { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = piece } } : Chunk(piece, null)]);
        if (Fails == "error")
        {
            var error = new JsonObject { ["type"] = "overloaded_error", ["message"] = "Overloaded just now" };
            await Events(http, [isAnthropic ? new() { ["type"] = "error", ["error"] = error } : new() { ["error"] = error }]);
        }
        else if (Fails == "break")
        {
            await Seen.Task;
            http.Abort();
        }
        else if (isAnthropic)
        {
            await Events(http,
            [
                new() { ["type"] = "content_block_stop", ["index"] = 0 },
                new() { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = "end_turn", ["stop_sequence"] = null }, ["usage"] = new JsonObject { ["output_tokens"] = Says.Length } },
                new() { ["type"] = "message_stop" },
            ]);
        }
        else
        {
            await Events(http, [Chunk("", "stop")]);
            await http.Response.WriteAsync("data: [DONE]\n\n");
        }
    }

    private static JsonObject Started => new()
    {
        ["type"] = "message_start",
        ["message"] = new JsonObject
        {
            ["id"] = "msg_1",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = "wise",
            ["content"] = new JsonArray(),
            ["stop_reason"] = null,
            ["stop_sequence"] = null,
            ["usage"] = new JsonObject { ["input_tokens"] = 6, ["output_tokens"] = 1 },
        },
    };

    private static JsonObject Chunk(string text, string? reason) => new()
    {
        ["id"] = "1",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1,
        ["model"] = "large",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = text }, ["finish_reason"] = reason }),
    };

    private static async Task Events(HttpContext http, IEnumerable<JsonObject> events)
    {
        foreach (var each in events) await http.Response.WriteAsync($"event: {each["type"] ?? "message"}\ndata: {each.ToJsonString()}\n\n");
        await http.Response.Body.FlushAsync();
    }

    private Task Refuse(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        return Tell(http, new() { ["type"] = "error", ["error"] = new JsonObject { ["type"] = "some_error", ["message"] = message } });
    }

    private static Task Tell(HttpContext http, JsonObject body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString());
    }
}
