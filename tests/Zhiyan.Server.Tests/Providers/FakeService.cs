using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Zhiyan.Server.Tests.Providers;

/// <summary>A service on a free port of loopback that answers every request by a function, and keeps what it was asked.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeService(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    /// <summary>Method, path and key of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string> Bodies { get; } = new();

    public static async Task<FakeService> Start(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var service = new FakeService(builder.Build());
        service.app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            service.Bodies.Enqueue(await reader.ReadToEndAsync());
            service.Requests.Enqueue($"{http.Request.Method} {http.Request.Path} {http.Request.Headers.Authorization}{http.Request.Headers["x-api-key"]}");
            await answer(http);
        });
        await service.app.StartAsync();
        return service;
    }

    public static Task<FakeService> Start(int status, string body, string type = "application/json") => Start(async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(body);
    });

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }
}
