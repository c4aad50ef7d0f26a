using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Libraries;

public sealed class TimedReadingTests : IDisposable
{
    private static readonly ReadingLimits limits = new() { Time = TimeSpan.FromMinutes(2) };

    private readonly ManualTime time = new();
    private readonly ManualResetEventSlim end = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_does_not_end_in_time_is_left_behind_and_others_are_read()
    {
        var timed = new TimedReading(limits, time, most: 2);
        using ReadingClock first = timed.Clock(Cancellation), second = timed.Clock(Cancellation);
        var stuck = await Stuck(timed, first);

        time.Advance(limits.Time);
        var late = await Assert.ThrowsAsync<DocumentException>(() => stuck);
        var read = await timed.Run(second, NotHeldUp, () => "words");

        Assert.Equal(Reason.Of(ReasonCode.TookTooLong, 120).ToString(), late.Reason.ToString());
        Assert.Equal("words", read);
    }

    [Fact]
    public async Task Where_all_are_left_behind_that_is_told_and_the_next_waits_until_one_ends()
    {
        var timed = new TimedReading(limits, time, most: 2);
        using ReadingClock first = timed.Clock(Cancellation), second = timed.Clock(Cancellation), third = timed.Clock(Cancellation);
        Task[] stuck = [await Stuck(timed, first), await Stuck(timed, second)];
        time.Advance(limits.Time);
        foreach (var one in stuck) await Assert.ThrowsAsync<DocumentException>(() => one);
        var told = new TaskCompletionSource<Reason>();

        var next = timed.Run(third, told.SetResult, () => "words");
        var reason = await told.Task;
        time.Advance(limits.Time);          // who waits for a place loses no time
        bool hasWaited = !next.IsCompleted;
        end.Set();

        Assert.Equal((ReasonCode.HeldUp, "2"), (reason.Code, reason.Arguments[0]));
        Assert.True(hasWaited);
        Assert.Equal("words", await next);
    }

    [Fact]
    public async Task Who_gets_on_has_all_of_the_time_again()
    {
        var timed = new TimedReading(limits, time, most: 1);
        using var clock = timed.Clock(Cancellation);
        var reading = await Stuck(timed, clock);

        time.Advance(limits.Time * 0.9);
        clock.Restart();
        time.Advance(limits.Time * 0.9);
        bool isOver = clock.IsOver;
        end.Set();

        Assert.False(isOver);
        Assert.Equal(1, await reading);
    }

    [Fact]
    public async Task Between_two_steps_no_time_goes()
    {
        var timed = new TimedReading(limits, time, most: 1);
        using var clock = timed.Clock(Cancellation);

        int first = await timed.Run(clock, NotHeldUp, () => 1);
        time.Advance(limits.Time * 2);
        int second = await timed.Run(clock, NotHeldUp, () => 2);

        Assert.Equal((1, 2), (first, second));
    }

    [Fact]
    public async Task Who_stops_the_reading_waits_for_nobody_and_gets_no_fault_of_the_file()
    {
        var timed = new TimedReading(limits, time, most: 1);
        using var stop = new CancellationTokenSource();
        using var clock = timed.Clock(stop.Token);
        var stuck = await Stuck(timed, clock);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
    }

    [Fact]
    public async Task A_reader_that_looks_at_the_clock_ends_by_itself()
    {
        var timed = new TimedReading(limits, time, most: 1);
        using ReadingClock clock = timed.Clock(Cancellation), next = timed.Clock(Cancellation);
        var began = new TaskCompletionSource();
        var reading = timed.Run(clock, NotHeldUp, () =>
        {
            began.SetResult();
            clock.Cancellation.WaitHandle.WaitOne();
            clock.Cancellation.ThrowIfCancellationRequested();
            return 1;
        });
        await began.Task;

        time.Advance(limits.Time);
        var late = await Assert.ThrowsAsync<DocumentException>(() => reading);

        Assert.Equal(ReasonCode.TookTooLong, late.Reason.Code);
        Assert.Equal(2, await timed.Run(next, _ => { }, () => 2));        // it may have to wait until the other thread has ended
    }

    public void Dispose() => end.Set();         // what was left behind ends with the test

    private static void NotHeldUp(Reason reason) => Assert.Fail(reason.ToString());

    /// <summary>Something that cannot be stopped, once it has begun; at its end it gives 1.</summary>
    private async Task<Task<int>> Stuck(TimedReading timed, ReadingClock clock)
    {
        var began = new TaskCompletionSource();
        var reading = timed.Run(clock, NotHeldUp, () =>
        {
            began.SetResult();
            end.Wait();
            return 1;
        });
        await began.Task;
        return reading;
    }
}
