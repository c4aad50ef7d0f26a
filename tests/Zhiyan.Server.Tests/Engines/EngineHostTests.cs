using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Testing;

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
    public async Task How_far_a_loading_is_and_why_one_failed_is_told()
    {
        using var isLoading = new ManualResetEventSlim();
        using var mayLoad = new ManualResetEventSlim();
        var slow = new ScriptedModels(("slow", () =>
        {
            isLoading.Set();
            mayLoad.Wait();
            throw new InvalidDataException("the file is cut short");
        })) { Progress = 0.4 };
        await using var host = Host(slow);

        var waiting = host.Use("slow", CancellationToken.None);
        isLoading.Wait();
        var loading = host.List()[0];
        mayLoad.Set();
        await Assert.ThrowsAsync<ApiException>(() => waiting);
        var failed = host.List()[0];

        Assert.Equal((ModelState.Loading, 0.4, null), (loading.State, loading.Progress, loading.Failure));
        Assert.Equal((ModelState.Failed, null, "the file is cut short"), (failed.State, failed.Progress, failed.Failure));
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
        Assert.NotNull(refused.Error.RetryAfterSeconds);
        Assert.False(engines["a"].IsDisposed || engines["b"].IsDisposed);
    }

    [Fact]
    public async Task A_model_that_can_never_fit_is_refused_with_the_numbers()
    {
        var large = new ScriptedModels(("large", () => new ScriptedEngine())) { Memory = 5L << 30 };
        await using var host = Host(large, budget: 3L << 30);

        host.Start();
        await host.Started;
        var refused = await Assert.ThrowsAsync<ApiException>(() => host.Use("large", CancellationToken.None));

        Assert.Equal((503, "model_loading_failed"), (refused.Error.Status, refused.Error.Code));
        Assert.Contains("5.0 GiB of memory, and models may take 3.0 GiB; raise --memory-budget", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Error, host.Health.Status);
        Assert.Empty(large.Loads);
    }

    [Fact]
    public async Task A_model_counts_for_what_its_engine_says_once_it_is_loaded()
    {
        var greedy = new ScriptedEngine { Told = new() { CacheLimit = 1_400 } };
        await using var host = Host(new ScriptedModels(("greedy", () => greedy), ("b", () => engines["b"])));

        await Touch(host, "greedy");
        var alone = host.InMemory().Single().Memory;
        await Touch(host, "b");

        Assert.Equal(2_400, alone);
        Assert.True(greedy.IsDisposed);
        Assert.Equal(["b"], host.InMemory().Select(hosted => hosted.Model.Id));
    }

    [Fact]
    public async Task Idle_models_stay_where_their_room_would_not_do()
    {
        await using var host = Host(models);
        await Touch(host, "a");
        using var held = await host.Use("b", CancellationToken.None);
        models.Memory = 2_000;

        await Assert.ThrowsAsync<ApiException>(() => host.Use("c", CancellationToken.None));

        Assert.Equal(["a", "b"], host.InMemory().Select(hosted => hosted.Model.Id));
    }

    [Fact]
    public async Task A_newcomer_loads_only_when_the_one_that_leaves_is_gone()
    {
        using var mayClose = new ManualResetEventSlim();
        var slow = new ScriptedEngine { Closing = mayClose.Wait };
        var two = new ScriptedModels(("slow", () => slow), ("b", () => engines["b"]), ("c", () => engines["c"]));
        await using var host = Host(two, budget: 2_000);
        await Touch(host, "slow", "b");

        var waiting = host.Use("c", CancellationToken.None);
        await Task.Delay(50);
        var loads = two.Loads;
        mayClose.Set();
        (await waiting).Dispose();

        Assert.Equal(["slow", "b"], loads);
        Assert.Equal(["slow", "b", "c"], two.Loads);
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
        time.Advance(idleTime / 4);     // as often as it looks
        for (var wait = 0; wait < 1_000 && !engines["b"].IsDisposed; wait++) await Task.Delay(5);

        Assert.False(early);
        Assert.True(engines["b"].IsDisposed);
        Assert.False(engines["a"].IsDisposed);
        Assert.Equal(["a"], host.InMemory().Select(hosted => hosted.Model.Id));
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

    /// <summary>Room for two models of 1,000 bytes.</summary>
    private EngineHost Host(IModelStore store, long budget = 2_500) => new(store, budget, idleTime, time);

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
