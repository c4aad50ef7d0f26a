using Zhiyan.Kernels.Threading;

namespace Zhiyan.Kernels.Tests.Threading;

public sealed class WorkCounterTests
{
    private WorkCounter counter;

    [Fact]
    public void Every_number_is_handed_out_once_to_one_of_many_workers()
    {
        using var pool = new WorkerPool(3);
        var taken = new int[10_000];

        counter.Reset(taken.Length);
        pool.Run(_ =>
        {
            while (counter.TryTake(out int item)) Interlocked.Increment(ref taken[item]);
        });

        Assert.All(taken, count => Assert.Equal(1, count));
    }

    [Fact]
    public void The_last_run_ends_where_the_numbers_end()
    {
        counter.Reset(10);
        var runs = new List<(int, int)>();

        while (counter.TryTake(4, out int start, out int end)) runs.Add((start, end));

        Assert.Equal([(0, 4), (4, 8), (8, 10)], runs);
    }
}
