using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>
/// Reads files within their time. Each is read on a thread of its own, since some libraries cannot be stopped: one that does not end in time is left behind, with the file's bytes, which nobody else
/// changes, and its result is dropped. It keeps its place among the few that read at once until it does end. Thread-safe.
/// </summary>
/// <param name="most">Files read at once, those left behind too.</param>
internal sealed class TimedReading(ReadingLimits limits, TimeProvider time, int most)
{
    private readonly SemaphoreSlim places = new(most);
    private readonly Lock turn = new();
    private int left;

    /// <summary>Done while all that read are left behind.</summary>
    private TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A clock for a file. It stands until something is run by it.</summary>
    public ReadingClock Clock(CancellationToken cancellation) => new(limits.Time, time, cancellation);

    /// <summary>Waits for a place, then runs a read, or the next step of one, with all of the time. Throws a <see cref="DocumentException"/> where it is over.</summary>
    /// <param name="heldUp">Told why where all places are taken by what was left behind.</param>
    public async Task<T> Run<T>(ReadingClock clock, Action<Reason> heldUp, Func<T> read)
    {
        Task place = places.WaitAsync(clock.Cancellation), held;
        lock (turn) held = full.Task;
        if (await Task.WhenAny(place, held) == held) heldUp(Reason.Of(ReasonCode.HeldUp, most));
        await place;
        clock.Restart();
        var reading = Task.Factory.StartNew(() =>
        {
            try
            {
                return read();
            }
            finally
            {
                places.Release();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        try
        {
            return await reading.WaitAsync(clock.Cancellation);
        }
        catch (OperationCanceledException)
        {
            Leave(reading);
            if (clock.IsOver) throw new DocumentException(ReasonCode.TookTooLong, limits.Time.TotalSeconds);
            throw;
        }
        finally
        {
            clock.Stop();
        }
    }

    private void Leave(Task reading)
    {
        lock (turn)
            if (++left == most) full.TrySetResult();
        _ = reading.ContinueWith(_ =>
        {
            lock (turn)
                if (left-- == most) full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }, TaskScheduler.Default);
    }
}
