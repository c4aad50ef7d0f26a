using Zhiyan.Kernels.Threading;

namespace Zhiyan.Kernels.Tests.Threading;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_worker_runs_every_job_once(int workers)
    {
        using var pool = new WorkerPool(workers);
        var calls = new int[workers];

        for (int i = 0; i < 1000; i++) pool.Run(worker => Interlocked.Increment(ref calls[worker]));

        Assert.All(calls, count => Assert.Equal(1000, count));
    }

    [Fact]
    public void Workers_that_fell_asleep_wake_for_the_next_job()
    {
        using var pool = new WorkerPool(3);
        int calls = 0;

        for (int i = 0; i < 20; i++)
        {
            pool.Run(_ => Interlocked.Increment(ref calls));
            Thread.Sleep(5);
        }

        Assert.Equal(60, calls);
    }

    [Fact]
    public void A_caller_whose_own_part_is_short_waits_for_the_slow_worker()
    {
        using var pool = new WorkerPool(2);
        bool finished = false;

        pool.Run(worker =>
        {
            if (worker == 0) return;
            Thread.Sleep(20);
            finished = true;
        });

        Assert.True(finished);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_exception_of_any_worker_reaches_the_caller_and_the_pool_goes_on(int failing)
    {
        using var pool = new WorkerPool(2);

        var failure = Assert.Throws<InvalidDataException>(() => pool.Run(worker =>
        {
            if (worker == failing) throw new InvalidDataException("told");
        }));
        int calls = 0;
        pool.Run(_ => Interlocked.Increment(ref calls));

        Assert.Equal("told", failure.Message);
        Assert.Equal(2, calls);
    }

    [Fact]
    public void Callers_on_many_threads_take_turns()
    {
        using var pool = new WorkerPool(2);
        int inside = 0, most = 0, calls = 0;

        var callers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 500; i++)
                pool.Run(_ =>
                {
                    int now = Interlocked.Increment(ref inside);
                    if (now > Volatile.Read(ref most)) Volatile.Write(ref most, now);
                    Interlocked.Increment(ref calls);
                    Interlocked.Decrement(ref inside);
                });
        })).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());

        Assert.Equal(4 * 500 * 2, calls);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public void A_job_that_starts_a_job_is_told_so()
    {
        using var pool = new WorkerPool(2);

        Assert.Throws<InvalidOperationException>(() => pool.Run(_ => pool.Run(_ => { })));
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        using var pool = new WorkerPool(2);
        Action<int> job = _ => { };
        for (int i = 0; i < 100; i++) pool.Run(job);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) pool.Run(job);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_disposed_pool_has_ended_its_threads_and_takes_no_job()
    {
        var pool = new WorkerPool(3);

        pool.Dispose();
        pool.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pool.Run(_ => { }));
    }

    [Fact]
    public void By_default_there_are_no_more_workers_than_physical_cores()
    {
        using var pool = new WorkerPool();

        Assert.Equal(ProcessorTopology.PhysicalCores, pool.Workers);
        Assert.InRange(pool.Workers, 1, Environment.ProcessorCount);
    }
}
