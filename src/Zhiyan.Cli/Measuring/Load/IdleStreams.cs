using System.Net.Sockets;

namespace Zhiyan.Cli.Measuring.Load;

/// <summary>
/// People with a page open who say nothing: connections of their own over which a short reply was streamed, and which then stay open with a
/// heartbeat now and then. One that had to be opened anew was dropped.
/// </summary>
internal sealed class IdleStreams : IAsyncDisposable
{
    private const int Prompt = 8;

    /// <summary>Well within the two minutes after which servers close a silent connection.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(45);

    private readonly List<Stream> streams = [];
    private readonly CancellationTokenSource ending = new();
    private Task beating = Task.CompletedTask;

    public int Count => streams.Count;

    /// <summary>Connections that broke, or were closed by the server, since they were opened.</summary>
    public int Dropped => streams.Sum(stream => stream.Connections - 1 + (stream.IsBroken ? 1 : 0));

    /// <summary>Opens them one after the other. Throws <see cref="UsageException"/> where the server does not serve one.</summary>
    public static async Task<IdleStreams> Open(Uri server, string? model, string? key, int count, int vocabulary, CancellationToken cancellation)
    {
        var idle = new IdleStreams();
        try
        {
            for (var index = 0; index < count; index++)
            {
                var stream = new Stream(server, key);
                idle.streams.Add(stream);
                var outcome = await new CompletionClient(stream.Http, model).Complete(BenchTokens.Of(Prompt, vocabulary, index), 1, cancellation);
                if (outcome.Kind != OutcomeKind.Completed) throw new UsageException($"idle stream {index + 1} of {count} could not be opened: {outcome.Error}");
            }
            idle.beating = idle.Beat();
            return idle;
        }
        catch
        {
            await idle.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for a sign of life on every connection.</summary>
    public Task Check(CancellationToken cancellation) => Task.WhenAll(streams.Select(stream => stream.Check(cancellation)));

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await beating;
        foreach (var stream in streams) stream.Dispose();
        ending.Dispose();
    }

    private async Task Beat()
    {
        try
        {
            using var timer = new PeriodicTimer(Heartbeat);
            while (await timer.WaitForNextTickAsync(ending.Token)) await Check(ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private sealed class Stream : IDisposable
    {
        public Stream(Uri server, string? key)
        {
            var handler = new SocketsHttpHandler
            {
                MaxConnectionsPerServer = 1,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
                ConnectCallback = async (context, cancellation) =>
                {
                    Connections++;
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    try
                    {
                        await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch
                    {
                        socket.Dispose();
                        throw;
                    }
                },
            };
            Http = LoadTarget.Client(handler, server, key);
        }

        public HttpClient Http { get; }

        public int Connections { get; private set; }

        public bool IsBroken { get; private set; }

        public async Task Check(CancellationToken cancellation)
        {
            try
            {
                using var response = await Http.GetAsync("/health", cancellation);
            }
            catch (HttpRequestException)
            {
                IsBroken = true;
            }
        }

        public void Dispose() => Http.Dispose();
    }
}
