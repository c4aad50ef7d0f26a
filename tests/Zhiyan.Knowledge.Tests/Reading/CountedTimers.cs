namespace Zhiyan.Knowledge.Tests.Reading;

/// <summary>Counts how often a timer is set; none ever rings.</summary>
internal sealed class CountedTimers : TimeProvider
{
    /// <summary>A timer that is made and not yet changed is not set.</summary>
    public int Set { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(this);

    private sealed class Timer(CountedTimers time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set++;
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
