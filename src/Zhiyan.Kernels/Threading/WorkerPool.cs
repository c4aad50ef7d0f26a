using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Zhiyan.Kernels.Threading;

/// <summary>
/// Threads for work measured in microseconds: the caller is worker 0, the others spin for a bounded time after each job and then sleep until
/// the next. A worker whose thread has not come by the time the caller is done (asleep, or its core taken by another program) is not waited
/// for: the caller does its part. One job runs at a time; callers on other threads wait their turn. A call allocates nothing if its delegate
/// is kept.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    public const int MaxWorkers = 256;

    // Long enough to bridge the serial parts of a decoded token, short enough that an idle engine costs nothing.
    private static readonly long SpinTicks = Stopwatch.Frequency / 1000;

    private const int ClaimStride = 64 / sizeof(int);       // a cache line each

    [ThreadStatic] private static bool insideJob;

    private readonly Thread[] threads;
    private readonly int[] claims;      // the last epoch in which somebody took on a worker's part
    private readonly Lock turn = new();
    private readonly object workersGate = new();
    private readonly object callerGate = new();
    private Action<int>? job;
    private ExceptionDispatchInfo? failure;
    private int epoch;
    private int unfinished;
    private int sleepingWorkers;
    private int sleepingCaller;
    private bool disposed;

    /// <summary>A worker for every physical core this process may use.</summary>
    public WorkerPool() : this(Math.Min(ProcessorTopology.PhysicalCores, MaxWorkers))
    {
    }

    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, MaxWorkers);
        Workers = workers;
        threads = new Thread[workers - 1];
        claims = new int[workers * ClaimStride];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"worker {worker}" };
            threads[i].Start();
        }
    }

    /// <summary>Workers of every job, the caller included.</summary>
    public int Workers { get; }

    /// <summary>
    /// Calls <paramref name="job"/> once for every worker number 0 … <see cref="Workers"/> − 1, at the same time as far as threads are free, and
    /// returns when all are done; so no part may wait for another. The first exception of any part is thrown here. A job may not start another.
    /// </summary>
    public void Run(Action<int> job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (insideJob) throw new InvalidOperationException("a job of a worker pool started another job; run them one after the other.");
        lock (turn)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            Start(job);
            insideJob = true;
            Call(job, 0);
            for (int worker = 1; worker < Workers; worker++)
                if (Claim(worker, epoch)) CallAndCount(job, worker);
            insideJob = false;
            AwaitWorkers();
            this.job = null;
            if (failure is not { } first) return;
            failure = null;
            first.Throw();
        }
    }

    /// <summary>Ends the threads and waits for them; a running job ends first.</summary>
    public void Dispose()
    {
        lock (turn)
        {
            if (disposed) return;
            disposed = true;
            Start(null);
        }
        foreach (var thread in threads) thread.Join();
    }

    private void Start(Action<int>? next)
    {
        job = next;
        Volatile.Write(ref unfinished, threads.Length);
        Interlocked.Increment(ref epoch);
        // A worker counts itself asleep before it looks at the epoch a last time, so one of the two always sees the other.
        if (Volatile.Read(ref sleepingWorkers) == 0) return;
        lock (workersGate) Monitor.PulseAll(workersGate);
    }

    private void Work(int worker)
    {
        insideJob = true;
        for (int seen = 0; ;)
        {
            seen = AwaitJob(seen);
            if (disposed) return;
            if (!Claim(worker, seen)) continue;
            if (CallAndCount(job!, worker) > 0 || Volatile.Read(ref sleepingCaller) == 0) continue;
            lock (callerGate) Monitor.Pulse(callerGate);
        }
    }

    private bool Claim(int worker, int current) =>
        Interlocked.CompareExchange(ref claims[worker * ClaimStride], current, current - 1) == current - 1;

    /// <summary>Returns how many parts are still to be done.</summary>
    private int CallAndCount(Action<int> current, int worker)
    {
        Call(current, worker);
        return Interlocked.Decrement(ref unfinished);
    }

    private void Call(Action<int> current, int worker)
    {
        try
        {
            current(worker);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
        }
    }

    /// <summary>Returns the epoch that is no longer <paramref name="seen"/>.</summary>
    private int AwaitJob(int seen)
    {
        long limit = Stopwatch.GetTimestamp() + SpinTicks;
        while (Volatile.Read(ref epoch) == seen)
        {
            Thread.SpinWait(1);
            if (Stopwatch.GetTimestamp() < limit) continue;
            lock (workersGate)
            {
                Interlocked.Increment(ref sleepingWorkers);
                while (Volatile.Read(ref epoch) == seen) Monitor.Wait(workersGate);
                Interlocked.Decrement(ref sleepingWorkers);
            }
        }
        return Volatile.Read(ref epoch);
    }

    private void AwaitWorkers()
    {
        long limit = Stopwatch.GetTimestamp() + SpinTicks;
        while (Volatile.Read(ref unfinished) > 0)
        {
            Thread.SpinWait(1);
            if (Stopwatch.GetTimestamp() < limit) continue;
            lock (callerGate)
            {
                Interlocked.Exchange(ref sleepingCaller, 1);
                while (Volatile.Read(ref unfinished) > 0) Monitor.Wait(callerGate);
                sleepingCaller = 0;
            }
        }
    }
}
