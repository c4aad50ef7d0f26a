using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Tests.Engines;

public sealed class EngineHostTests
{
    private static readonly TimeSpan idleTime = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, ScriptedEngine> engines = new() { ["a"] = new(), ["b"] = new(), ["c"] = new() };
    private readonly ManualTime time = new();
    private readonly ScriptedModels models;

    public EngineHostTests() => models = new ScriptedModels([.. engines.Select(entry => (entry.Key, (Func<IReplyEngine>)(() => entry.Value)))]);

    [Fact]
    public async Task Requests_that_come_while_a_model_loads_wait_for_one_loading()
    {
        using var mayLoad = new ManualResetEventSlim();
        var engine = new ScriptedEngine();
        var slow = new ScriptedModels(("slow", () =>
        {
            mayLoad.Wait();
            return engine;
        }));
        await using var host = Host(slow);

        host.Start();
        var waiting = Enumerable.Range(0, 20).Select(number => host.Use(number % 2 == 0 ? null : "slow", CancellationToken.None)).ToList();
        var before = host.Health.Status;
        mayLoad.Set();
        var leases = await Task.WhenAll(waiting);

        Assert.Equal(HealthStatus.Loading, before);
        Assert.All(leases, lease => Assert.Same(engine, lease.Engine));
        Assert.Equal(["slow"], slow.Loads);
        await host.Started;
        Assert.Equal(new HostHealth(HealthStatus.Ok, "slow", null, 0, 0), host.Health);
    }

    [Fact]
    public async Task The_least_recently_used_model_makes_room()
    {
        await using var host = Host(models);

        await Touch(host, "a", "b", "a", "c");

        Assert.True(engines["b"].IsDisposed);
        Assert.False(engines["a"].IsDisposed || engines["c"].IsDisposed);
        Assert.Equal(["a", "b", "c"], models.Loads);
    }

    [Fact]
    public async Task A_model_in_use_stays_and_the_newcomer_is_told_to_wait()
    {
        await using var host = Host(models);
        using var first = await host.Use("a", CancellationToken.None);
        using var second = await host.Use("b", CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ApiException>(() => host.Use("c", CancellationToken.None));

        Assert.Equal((503, "models_busy"), (refused.Error.Status, refused.Error.Code));
        Assert.False(engines["a"].IsDisposed || engines["b"].IsDisposed);
    }

    [Fact]
    public async Task An_idle_model_leaves_memory_but_the_default_one_stays()
    {
        await using var host = Host(models);
        host.Start();
        await host.Started;
        await Touch(host, "b");

        time.Advance(idleTime - TimeSpan.FromSeconds(1));
        var early = engines["b"].IsDisposed;
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(early);
        Assert.True(engines["b"].IsDisposed);
        Assert.False(engines["a"].IsDisposed);
    }

    [Fact]
    public async Task A_model_that_fails_to_load_is_told_and_tried_again()
    {
        await using var host = Host(models);
        models.Broken = "a";

        host.Start();
        await host.Started;
        var broken = host.Health;
        var refused = await Assert.ThrowsAsync<ApiException>(() => host.Use(null, CancellationToken.None));
        models.Broken = null;
        using var lease = await host.Use(null, CancellationToken.None);

        Assert.Equal(HealthStatus.Error, broken.Status);
        Assert.Contains("cut short", broken.Failure, StringComparison.Ordinal);
        Assert.Equal((503, "model_loading_failed"), (refused.Error.Status, refused.Error.Code));
        Assert.Equal(HealthStatus.Ok, host.Health.Status);
    }

    [Fact]
    public async Task A_client_may_give_up_waiting()
    {
        using var mayLoad = new ManualResetEventSlim();
        await using var host = Host(new ScriptedModels(("slow", () =>
        {
            mayLoad.Wait();
            return new ScriptedEngine();
        })));
        using var gone = new CancellationTokenSource();

        var waiting = host.Use("slow", gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        mayLoad.Set();
    }

    [Fact]
    public async Task Many_requests_for_three_models_never_keep_more_than_two()
    {
        await using var host = Host(models);
        var most = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, cancellation) =>
        {
            try
            {
                using var lease = await host.Use("abc"[number % 3].ToString(), cancellation);
                var loaded = host.List().Count(hosted => hosted.State is ModelState.Loaded or ModelState.Loading);
                InterlockedMax(ref most, loaded);
            }
            catch (ApiException error) when (error.Error.Code == "models_busy")
            {
                // two others are in use
            }
        });

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Closing_frees_every_model()
    {
        var host = Host(models);
        await Touch(host, "a", "b");

        await host.DisposeAsync();

        Assert.True(engines["a"].IsDisposed && engines["b"].IsDisposed);
        await Assert.ThrowsAsync<ApiException>(() => host.Use("a", CancellationToken.None));
    }

    private EngineHost Host(IModelStore store) => new(store, 2, idleTime, time);

    private async Task Touch(EngineHost host, params string[] ids)
    {
        foreach (var id in ids)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            (await host.Use(id, CancellationToken.None)).Dispose();
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
