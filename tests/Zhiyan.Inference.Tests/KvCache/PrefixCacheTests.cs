using Zhiyan.Inference.KvCache;

namespace Zhiyan.Inference.Tests.KvCache;

public sealed class PrefixCacheTests
{
    private const int PageBytes = 64;

    private static readonly int[] text = [.. Enumerable.Range(0, 200)];

    [Fact]
    public void Takes_up_the_longest_beginning_and_shares_its_blocks()
    {
        var (cache, first) = Read(text);
        cache.Return(first, text);

        var second = cache.Start();
        cache.TakeUp(second, [.. text[..100], 999, 998], reusable: 101);
        var third = cache.Start();
        cache.TakeUp(third, text, reusable: 150);

        Assert.Equal(100, second.Length);
        Assert.Equal(150, third.Length);
        Assert.Equal(second.Pages(0)[..3], third.Pages(0)[..3]);
        Assert.NotEqual(second.Pages(0)[3], third.Pages(0)[3]);     // the block where they part is a copy
    }

    [Fact]
    public void Shares_between_timelines_that_read_at_the_same_time()
    {
        var (cache, first) = Read(text[..64]);
        var second = cache.Start();
        cache.TakeUp(second, text, reusable: 199);

        Assert.Equal(64, second.Length);
        Assert.Equal(first.Pages(1)[..2], second.Pages(1)[..2]);
        Assert.Equal(2 * 2 * PageBytes, cache.Pool.InUse);
    }

    [Fact]
    public void Gives_one_of_two_equal_blocks_back()
    {
        var cache = new PrefixCache(Pool(limit: 1 << 16));
        var (first, second) = (cache.Start(), cache.Start());
        foreach (var timeline in (Timeline[])[first, second])
        {
            timeline.TryReserve(32);
            timeline.Advance(32);
        }
        var before = cache.Pool.InUse;

        cache.Publish(first, text[..32]);
        cache.Publish(second, text[..32]);

        Assert.Equal(before / 2, cache.Pool.InUse);
        Assert.Equal(first.Pages(0)[0], second.Pages(0)[0]);
    }

    [Fact]
    public void Evicts_the_text_that_was_not_used_for_longest_and_never_one_in_use()
    {
        var cache = new PrefixCache(Pool(limit: 8 * 2 * PageBytes));
        foreach (var start in (int[])[0, 1_000, 2_000]) cache.Return(Fill(cache, start, 64), Tokens(start, 64));
        var used = cache.Start();
        cache.TakeUp(used, Tokens(0, 65), reusable: 64);

        var next = Fill(cache, 3_000, 6 * 32);

        Assert.Equal(6 * 32, next.Length);
        Assert.Equal(4, cache.Evictions);
        Assert.Equal(0, Known(cache, 1_000));
        Assert.Equal(0, Known(cache, 2_000));
        Assert.False(next.TryReserve(7 * 32));
        Assert.Equal(64, Known(cache, 0));
    }

    [Fact]
    public void Counts_every_byte_as_in_use_idle_or_free()
    {
        var random = new Random(5);
        var cache = new PrefixCache(Pool(limit: 40 * 2 * PageBytes));
        var open = new List<(Timeline Timeline, int[] Tokens)>();
        for (var step = 0; step < 2_000; step++)
        {
            if (open.Count < 3)
            {
                int[] tokens = [.. Enumerable.Range(0, random.Next(1, 200)).Select(place => place / 20 % 3 == 0 ? place : random.Next(2))];
                var timeline = cache.Start();
                cache.TakeUp(timeline, tokens, tokens.Length - 1);
                if (timeline.TryReserve(tokens.Length)) timeline.Advance(tokens.Length - timeline.Length);
                open.Add((timeline, tokens[..timeline.Length]));
            }
            else
            {
                var (timeline, tokens) = open[random.Next(open.Count)];
                open.RemoveAll(entry => entry.Timeline == timeline);
                cache.Return(timeline, tokens);
            }
            Assert.InRange(cache.Pool.InUse + cache.Pool.Idle, 0, cache.Pool.Bytes);
            Assert.InRange(cache.Pool.Bytes, 0, cache.Pool.Limit);
        }
        foreach (var (timeline, tokens) in open) cache.Return(timeline, tokens);

        Assert.Equal(0, cache.Pool.InUse);
        var all = Fill(cache, 9_000, 40 * 32);      // everything can be had again
        Assert.Equal(40 * 32, all.Length);
        Assert.Equal(0, cache.Pool.Idle);
    }

    [Fact]
    public void Holds_only_the_window_of_layers_that_have_one()
    {
        var pool = new BlockPool([new LayerGroup(0, [0], PageBytes), new LayerGroup(40, [1], PageBytes)], 1 << 16);
        var timeline = new Timeline(pool);
        timeline.TryReserve(320);
        timeline.Advance(320);

        timeline.LeaveWindow();

        Assert.DoesNotContain((nint)0, timeline.Pages(0)[..10].ToArray());
        Assert.Equal(8, timeline.Pages(1)[..10].ToArray().Count(page => page == 0));
        Assert.Throws<InvalidOperationException>(() => timeline.Rewind(200));
        timeline.Rewind(300);
    }

    [Fact]
    public void Goes_on_only_where_every_window_is_whole()
    {
        var pool = new BlockPool([new LayerGroup(0, [0], PageBytes), new LayerGroup(40, [1], PageBytes)], 19 * PageBytes);
        var cache = new PrefixCache(pool);
        cache.Return(Fill(cache, 0, 192, window: true), Tokens(0, 192));
        Fill(cache, 5_000, 32 * 4);                 // takes the memory of a window left behind

        var end = cache.Start();
        cache.TakeUp(end, Tokens(0, 193), reusable: 192);
        var middle = cache.Start();
        cache.TakeUp(middle, Tokens(0, 129), reusable: 128);

        Assert.Equal(192, end.Length);
        Assert.NotEqual(0, end.Pages(1)[5]);
        Assert.Equal(96, middle.Length);
    }

    private static BlockPool Pool(long limit) => new([new LayerGroup(0, [0, 1], PageBytes)], limit);

    private static (PrefixCache, Timeline) Read(int[] tokens)
    {
        var cache = new PrefixCache(Pool(limit: 1 << 16));
        var timeline = cache.Start();
        timeline.TryReserve(tokens.Length);
        timeline.Advance(tokens.Length);
        cache.Publish(timeline, tokens);
        return (cache, timeline);
    }

    /// <summary>Reads a text as the engine does: piece by piece, shared at once.</summary>
    private static Timeline Fill(PrefixCache cache, int start, int count, bool window = false)
    {
        var timeline = cache.Start();
        while (timeline.Length < count && timeline.TryReserve(timeline.Length + 32))
        {
            timeline.Advance(32);
            cache.Publish(timeline, Tokens(start, count));
            if (window) timeline.LeaveWindow();
        }
        return timeline;
    }

    private static int Known(PrefixCache cache, int start)
    {
        var timeline = cache.Start();
        cache.TakeUp(timeline, Tokens(start, 65), reusable: 64);
        var known = timeline.Length;
        timeline.Dispose();
        return known;
    }

    private static int[] Tokens(int start, int count) => [.. Enumerable.Range(start, count)];
}
