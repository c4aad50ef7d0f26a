using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Zhiyan.Server.OpenAi;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests;

public sealed class RequestLogTests
{
    [Fact]
    public async Task A_line_tells_what_a_request_took_but_not_what_it_said()
    {
        var lines = new Lines();
        var http = new DefaultHttpContext();
        (http.Request.Method, http.Request.Path, http.Request.QueryString) = ("POST", "/v1/chat\nfake", new QueryString("?key=secret"));
        http.Request.Headers.Authorization = "Bearer secret";
        var log = new RequestLog(context =>
        {
            context.Features.Set(new Usage(10, 5, new PromptTokensDetails(0)));
            return Task.CompletedTask;
        }, new ManualTime(), lines);

        await log.InvokeAsync(http);

        Assert.Equal(["Information POST /v1/chat%0Afake 200 0 ms, tokens 10+5"], lines.All);
    }

    private sealed class Lines : ILogger<RequestLog>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format) => All.Add($"{level} {format(state, error)}");
    }
}
