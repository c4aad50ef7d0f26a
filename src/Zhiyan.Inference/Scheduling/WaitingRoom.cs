using Zhiyan.Inference.Generation;

namespace Zhiyan.Inference.Scheduling;

/// <summary>The requests that wait for work to begin, at most <paramref name="limit"/>. Thread-safe: callers enter, the engine's loop lets them in.</summary>
internal sealed class WaitingRoom(int limit)
{
    private readonly object gate = new();
    private readonly List<Sequence> waiting = [];       // in the order of arrival
    private readonly UserShares shares = new();
    private bool closed;
    private long refusals;

    public int Count
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    public long Refusals => Interlocked.Read(ref refusals);

    /// <summary>Throws <see cref="EngineBusyException"/> when the room is full.</summary>
    /// <param name="retryAfterSeconds">What to tell the caller then.</param>
    public void Enter(Sequence sequence, int retryAfterSeconds)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(Engine));
            if (waiting.Count >= limit)
            {
                Interlocked.Increment(ref refusals);
                throw new EngineBusyException(waiting.Count, retryAfterSeconds);
            }
            shares.Enter(sequence.User);
            waiting.Add(sequence);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Takes back one that had begun; it is the next of its user.</summary>
    public void Return(Sequence sequence)
    {
        lock (gate) waiting.Insert(0, sequence);
    }

    /// <summary>Sleeps until somebody waits or the room is closed; false when it is closed.</summary>
    public bool Await(bool busy)
    {
        lock (gate)
        {
            while (!closed && !busy && waiting.Count == 0) Monitor.Wait(gate);
            return !closed;
        }
    }

    /// <summary>
    /// The one whose turn it is: interactive before background, then of the user who had least, then the first to come. It stays until
    /// <see cref="Admit"/>.
    /// </summary>
    public Sequence? Next()
    {
        lock (gate) return waiting.MinBy(Order);
    }

    public void Admit(Sequence sequence)
    {
        lock (gate) waiting.Remove(sequence);
    }

    /// <summary>Forgets those whose callers have gone.</summary>
    public void DropCancelled()
    {
        lock (gate)
        {
            if (!waiting.Exists(sequence => sequence.Cancellation.IsCancellationRequested)) return;
            foreach (var sequence in waiting.FindAll(sequence => sequence.Cancellation.IsCancellationRequested))
            {
                waiting.Remove(sequence);
                shares.Leave(sequence.User);
                sequence.Fail(new OperationCanceledException(sequence.Cancellation));
                sequence.End();
            }
        }
    }

    /// <summary>The order in which sequences are served, smallest first.</summary>
    public (bool, long) Order(Sequence sequence)
    {
        lock (gate) return (sequence.IsBackground, shares.Rows(sequence.User));
    }

    public void CountRows(Sequence sequence, int rows)
    {
        lock (gate) shares.Count(sequence.User, rows);
    }

    /// <summary>A request is over.</summary>
    public void Leave(Sequence sequence)
    {
        lock (gate) shares.Leave(sequence.User);
    }

    /// <summary>Wakes the loop for the last time; nobody enters any more. False if it was closed already.</summary>
    public bool Close()
    {
        lock (gate)
        {
            if (closed) return false;
            closed = true;
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>Those who wait, when the room is closed.</summary>
    public IReadOnlyList<Sequence> Clear()
    {
        lock (gate)
        {
            List<Sequence> left = [.. waiting];
            waiting.Clear();
            return left;
        }
    }
}
