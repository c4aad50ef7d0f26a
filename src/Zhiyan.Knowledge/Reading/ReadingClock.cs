namespace Zhiyan.Knowledge.Reading;

/// <summary>How long a file may still be read. It runs while its reader works, and anew where that has shown that it gets on. Safe for many threads.</summary>
internal sealed class ReadingClock : IDisposable
{
    private readonly TimeSpan most;
    private readonly CancellationTokenSource over, either;

    public ReadingClock(TimeSpan most, TimeProvider time, CancellationToken cancellation)
    {
        this.most = most;
        over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        Cancellation = either.Token;
    }

    /// <summary>The time is over, or somebody else ended the reading.</summary>
    public CancellationToken Cancellation { get; }

    public bool IsOver => over.IsCancellationRequested;

    /// <summary>All of the time is left again; none where it was over.</summary>
    public void Restart()
    {
        if (!Cancellation.IsCancellationRequested) over.CancelAfter(most);
    }

    public void Stop() => over.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Whoever still reads by it, or waits to, shall end.</summary>
    public void Dispose()
    {
        over.Cancel();
        either.Dispose();
        over.Dispose();
    }
}
