using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Zhiyan.EndToEnd.Tests.Streams;

/// <summary>A network of one cable: what comes to its port goes to the server, until the cable is cut, or carries nothing any more.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Uri server;
    private readonly ConcurrentQueue<Cable> cables = [];
    private readonly Task work;

    public Relay(Uri server)
    {
        this.server = server;
        listener.Start();
        work = Task.Run(Work);
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>Ends the connections there are, so that both sides notice.</summary>
    public void Cut()
    {
        while (cables.TryDequeue(out var cable)) cable.Dispose();
    }

    /// <summary>The connections on which events come carry nothing from now on, and nobody is told.</summary>
    public void HushEvents()
    {
        foreach (var cable in cables) cable.HushEvents();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Cut();
        await work;
    }

    private async Task Work()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync();
                var far = new TcpClient();
                await far.ConnectAsync(server.Host, server.Port);
                var cable = new Cable(near, far);
                cables.Enqueue(cable);
                _ = cable.Carry(near, far, isRequest: true);
                _ = cable.Carry(far, near, isRequest: false);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // it was stopped
        }
    }

    private sealed class Cable(TcpClient near, TcpClient far) : IDisposable
    {
        private volatile bool hasEvents;
        private volatile bool isDead;

        public void HushEvents() => isDead = hasEvents;

        public async Task Carry(TcpClient from, TcpClient to, bool isRequest)
        {
            var buffer = new byte[16_384];
            try
            {
                for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0;)
                {
                    if (isRequest) hasEvents = buffer.AsSpan(0, read).IndexOf("/events?"u8) >= 0;
                    if (!isDead) await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                }
                if (!isDead) to.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                Dispose();
            }
        }

        public void Dispose()
        {
            near.Dispose();
            far.Dispose();
        }
    }
}
