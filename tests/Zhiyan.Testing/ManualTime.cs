namespace Zhiyan.Testing;

/// <summary>A clock that a test winds; timers fire while it does, on its thread.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        List<Timer> due;
        lock (gate)
        {
            Interlocked.Add(ref ticks, time.Ticks);
            due = timers.FindAll(timer => timer.Due <= ticks);
            foreach (var timer in due) timer.Rearm();
        }
        foreach (var timer in due) timer.Fire();
    }

    private sealed class Timer(ManualTime clock, Action fire) : ITimer
    {
        private TimeSpan period;

        public long Due { get; private set; }

        public void Fire() => fire();

        /// <summary>Once for a step, however many periods it is long.</summary>
        public void Rearm()
        {
            if (period > TimeSpan.Zero) Due = clock.ticks + period.Ticks;
            else clock.timers.Remove(this);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                this.period = period;
                clock.timers.Remove(this);
                if (dueTime < TimeSpan.Zero) return true;
                Due = clock.ticks + dueTime.Ticks;
                clock.timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
