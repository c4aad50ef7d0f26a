using Zhiyan.Server.OpenAi;

namespace Zhiyan.Server;

/// <summary>One line for each request: what was asked for and what it took. Bodies, prompts, query strings and keys are never written.</summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var began = time.GetTimestamp();
        var gone = http.RequestAborted;
        await next(http);

        var usage = UsageNote.Of(http);
        // The path in its escaped form, so that nobody can write a line of their own into the log.
        Line(http.Request.Method, http.Request.Path.ToUriComponent(), http.Response.StatusCode, gone.IsCancellationRequested ? " (client gone)" : "",
            (long)time.GetElapsedTime(began).TotalMilliseconds, usage?.PromptTokens ?? 0, usage?.CompletionTokens ?? 0);
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Path} {Status}{Gone} {Milliseconds} ms, tokens {PromptTokens}+{CompletionTokens}")]
    private partial void Line(string method, string path, int status, string gone, long milliseconds, int promptTokens, int completionTokens);
}
