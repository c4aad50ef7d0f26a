using System.Net.Http.Headers;
using Zhiyan.Server;

namespace Zhiyan.Cli.Measuring.Load;

/// <summary>The server that is measured: one that runs already, or one of our own in this process on a free port.</summary>
internal sealed class LoadTarget : IAsyncDisposable
{
    private readonly ZhiyanServer? own;

    private LoadTarget(Uri address, string? key, ZhiyanServer? own)
    {
        this.own = own;
        Http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };      // a reply may take as long as it takes
        if (key is not null) Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Http { get; }

    public bool IsOwn => own is not null;

    public static async Task<LoadTarget> Start(ServerSettings settings, CancellationToken cancellation)
    {
        var server = await ZhiyanServer.Start(settings with { Urls = ["http://127.0.0.1:0"] }, cancellation);
        try
        {
            await server.Loaded.WaitAsync(cancellation);
            return new LoadTarget(new Uri(server.Urls[0]), null, server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Throws <see cref="UsageException"/> where nothing answers there.</summary>
    public static async Task<LoadTarget> At(string url, string? key, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new UsageException($"'{url}' is no URL of a server; write it like http://127.0.0.1:7860.");
        var target = new LoadTarget(address, key, null);
        try
        {
            using var response = await target.Http.GetAsync("/health", cancellation);
            return target;
        }
        catch (HttpRequestException error)
        {
            await target.DisposeAsync();
            throw new UsageException($"no server answers at {url} ({error.Message}); start one with zhiyan serve, or leave --url out.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (own is not null) await own.DisposeAsync();
    }
}
