using System.Diagnostics;

namespace Zhiyan.Cli.Measuring.Load;

/// <summary>
/// Sends the requests of a trace. Open loop: each at its own time, whatever became of those before, as independent people do. Closed loop: a
/// number of users, each with one request at a time and no pause. What is open at once is bounded, and prompts are made when they are sent.
/// </summary>
internal sealed class LoadRun(CompletionClient client, TracePrompts prompts, IReadOnlyList<TraceRequest> requests, int longestReply)
{
    private const int MostAtOnce = 4_096;       // a server holds fewer connections than twice as many

    private readonly Outcome?[] outcomes = new Outcome?[requests.Count];
    private int finished, atOnce, mostAtOnce;

    /// <summary>Requests open at once, at most.</summary>
    public int Peak => mostAtOnce;

    /// <summary>Seconds by which the driver was late with a request, at most; far above 0, the figures are not those of an open loop.</summary>
    public double Lag { get; private set; }

    public IReadOnlyList<Outcome> Outcomes => [.. outcomes.OfType<Outcome>()];

    /// <param name="speedup">Times are divided by it.</param>
    public async Task Open(double speedup, Action<int> report, CancellationToken cancellation)
    {
        using var room = new SemaphoreSlim(MostAtOnce);
        var begin = requests[0].Seconds;
        var start = Stopwatch.GetTimestamp();
        var open = new List<Task>();
        for (var index = 0; index < requests.Count; index++)
        {
            var due = (requests[index].Seconds - begin) / speedup;
            var early = due - Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (early > 0) await Task.Delay(TimeSpan.FromSeconds(early), cancellation);
            await room.WaitAsync(cancellation);
            Lag = Math.Max(Lag, Stopwatch.GetElapsedTime(start).TotalSeconds - due);
            open.RemoveAll(task => task.IsCompletedSuccessfully);
            open.Add(SendAndLeave(index));
        }
        await Task.WhenAll(open);

        async Task SendAndLeave(int index)
        {
            await Task.Yield();     // the next request's time may be now
            try
            {
                await Send(index, report, cancellation);
            }
            finally
            {
                room.Release();
            }
        }
    }

    public Task Closed(int users, Action<int> report, CancellationToken cancellation)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, users).Select(async _ =>
        {
            await Task.Yield();
            for (var index = Interlocked.Increment(ref next); index < requests.Count; index = Interlocked.Increment(ref next)) await Send(index, report, cancellation);
        }));
    }

    private async Task Send(int index, Action<int> report, CancellationToken cancellation)
    {
        var now = Interlocked.Increment(ref atOnce);
        for (var seen = Volatile.Read(ref mostAtOnce); now > seen; seen = Volatile.Read(ref mostAtOnce)) Interlocked.CompareExchange(ref mostAtOnce, now, seen);
        var reply = Math.Clamp(requests[index].OutputTokens, 1, longestReply);
        outcomes[index] = await client.Complete(prompts.Of(requests[index], index), reply, cancellation);
        Interlocked.Decrement(ref atOnce);
        report(Interlocked.Increment(ref finished));
    }
}
