using Microsoft.AspNetCore.Routing.Patterns;
using Zhiyan.Server.OpenAi;

namespace Zhiyan.Server;

/// <summary>One line for each request: what was asked for and what it took. Bodies, prompts, query strings and keys are never written.</summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> log)
{
    /// <summary>Parts of addresses that open something to whoever knows them: invitations, shared chats, links that set a password.</summary>
    private static readonly HashSet<string> secrets = new(StringComparer.OrdinalIgnoreCase) { "token", "code" };

    public async Task InvokeAsync(HttpContext http)
    {
        var began = time.GetTimestamp();
        var gone = http.RequestAborted;
        await next(http);

        var usage = UsageNote.Of(http);
        Line(http.Request.Method, PathOf(http), http.Response.StatusCode, gone.IsCancellationRequested ? " (client gone)" : "",
            (long)time.GetElapsedTime(began).TotalMilliseconds, usage?.PromptTokens ?? 0, usage?.CompletionTokens ?? 0);
    }

    /// <summary>In its escaped form, so that nobody can write a line of their own into the log; what is as good as a key is left out.</summary>
    private static string PathOf(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint { RoutePattern: var pattern } || !pattern.Parameters.Any(part => secrets.Contains(part.Name))) return http.Request.Path.ToUriComponent();
        return "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] is RoutePatternParameterPart part
            ? secrets.Contains(part.Name) ? "…" : Uri.EscapeDataString(http.Request.RouteValues[part.Name]?.ToString() ?? "")
            : ((RoutePatternLiteralPart)segment.Parts[0]).Content));
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Path} {Status}{Gone} {Milliseconds} ms, tokens {PromptTokens}+{CompletionTokens}")]
    private partial void Line(string method, string path, int status, string gone, long milliseconds, int promptTokens, int completionTokens);
}
