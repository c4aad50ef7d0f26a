using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests;

public sealed class EngineTests
{
    private static readonly string tiny = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2", "model.gguf");
    /// <summary>Tokens that the default model makes in some twenty seconds: as good as without end, where a test must meet a request at work.</summary>
    private const int Long = 2_000;

    private static readonly int[] prompt = [5, 6, 7, 8, 9, 10, 11, 12];

    [Fact]
    public async Task Tells_of_the_prompt_each_token_and_the_end()
    {
        using var engine = Engine.Load(tiny);

        var events = await Collect(engine, Request(prompt, 5));

        Assert.Equal(new PromptRead(8, 0, null), events[0]);
        Assert.Equal(5, events.OfType<Generated>().Count());
        var finished = Assert.IsType<Finished>(events[^1]);
        Assert.Equal(FinishReason.Length, finished.Reason);
        Assert.Equal(new Usage(8, 0, 5, 0), finished.Usage);
    }

    [Theory]
    [InlineData("qwen2")]
    [InlineData("llama")]
    public void Tells_how_far_its_loading_is(string model)
    {
        var told = new Steps();

        using var engine = Engine.Load(Path.Combine(Fixtures.Root, "tests", "fixtures", "models", model, "model.gguf"), progress: told);

        Assert.True(told.Count > 4);
        Assert.Equal(told.Order(), told);
        Assert.Equal((true, 1), (told[0] > 0, told[^1]));
    }

    [Fact]
    public async Task Reads_only_what_the_cache_does_not_hold_and_answers_the_same()
    {
        using var engine = Engine.Load(tiny);

        var first = await Collect(engine, Request(prompt, 6));
        var again = await Collect(engine, Request(prompt, 6));
        var longer = await Collect(engine, Request([.. prompt, .. Tokens(first)[..4]], 2));

        Assert.Equal(7, again.OfType<PromptRead>().Single().CachedTokens);
        Assert.Equal(Tokens(first), Tokens(again));
        Assert.Equal(11, longer.OfType<PromptRead>().Single().CachedTokens);
        Assert.Equal(Tokens(first)[4..], Tokens(longer));
    }

    [Fact]
    public async Task Serves_many_at_once_as_it_serves_each_alone()
    {
        using var alone = Engine.Load(tiny);
        using var shared = Engine.Load(tiny, settings: new EngineSettings { Parallel = 3 });
        var requests = Enumerable.Range(0, 10).Select(index => Request([.. prompt[..(1 + index % 8)], 20 + index], 12) with
        {
            Sampling = new SamplingSettings { Temperature = 0.8f, Seed = (ulong)index },
        }).ToList();

        var together = await Task.WhenAll(requests.Select(request => Task.Run(() => Collect(shared, request))));

        foreach (var (index, request) in requests.Index()) Assert.Equal(Tokens(await Collect(alone, request)), Tokens(together[index]));
    }

    [Fact]
    public async Task Gives_turns_so_that_a_short_reply_overtakes_a_long_one()
    {
        using var engine = Engine.Load(DefaultModels.Mini);
        await using var slow = engine.Generate(Request(prompt, Long)).GetAsyncEnumerator();
        await slow.MoveNextAsync();

        var quick = await Collect(engine, Request([30, 31], 3));

        Assert.Equal(3, Tokens(quick).Length);
        Assert.NotEqual(0, engine.State.Active);
    }

    [Fact]
    public async Task Stops_work_when_the_caller_goes_away()
    {
        using var engine = Engine.Load(DefaultModels.Mini);

        await foreach (var step in engine.Generate(Request(prompt, Long)))
            if (step is Generated) break;
        await WaitUntil(() => engine.State.Active == 0);
        var made = engine.State.CompletionTokens;
        await Task.Delay(50);

        Assert.Equal(made, engine.State.CompletionTokens);
        Assert.InRange(made, 1, Long - 1);
    }

    [Fact]
    public async Task Stops_work_when_the_token_is_cancelled()
    {
        using var engine = Engine.Load(DefaultModels.Mini);
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var step in engine.Generate(Request(prompt, Long), cancellation.Token))
                if (step is Generated) await cancellation.CancelAsync();
        });

        await WaitUntil(() => engine.State.Active == 0);
    }

    [Fact]
    public async Task Refuses_a_request_when_the_queue_is_full()
    {
        using var engine = Engine.Load(DefaultModels.Mini, settings: new EngineSettings { Parallel = 1, Queue = 1 });
        await using var running = engine.Generate(Request(prompt, Long)).GetAsyncEnumerator();
        await running.MoveNextAsync();
        var queued = Task.Run(() => Collect(engine, Request(prompt, 1)));
        await WaitUntil(() => engine.State.Waiting == 1);

        await Assert.ThrowsAsync<EngineBusyException>(() => Collect(engine, Request(prompt, 1)));

        await running.DisposeAsync();
        Assert.Single(Tokens(await queued));
    }

    [Fact]
    public async Task Names_both_numbers_when_the_context_overflows()
    {
        using var engine = Engine.Load(tiny, settings: new EngineSettings { Context = 16 });

        var tooLong = await Assert.ThrowsAsync<ContextOverflowException>(() => Collect(engine, Request([.. Enumerable.Repeat(3, 17)], null)));
        var tooMany = await Assert.ThrowsAsync<ContextOverflowException>(() => Collect(engine, Request(prompt, 9)));

        Assert.Contains("17", tooLong.Message);
        Assert.Contains("16", tooLong.Message);
        Assert.Contains("8 tokens and 9 more", tooMany.Message);
    }

    [Fact]
    public async Task Truncates_when_asked_and_says_so()
    {
        using var engine = Engine.Load(tiny, settings: new EngineSettings { Context = 16 });
        int[] tail = [.. Enumerable.Range(40, 12)];

        var cut = await Collect(engine, Request([1, 2, 3, .. tail], 4) with { Truncate = true });
        var expected = await Collect(engine, Request(tail, 4));

        Assert.Equal(new Usage(12, 0, 4, 3), cut.OfType<Finished>().Single().Usage);
        Assert.Equal(Tokens(expected), Tokens(cut));
    }

    [Fact]
    public async Task Fills_the_context_to_the_last_token_where_no_number_is_given()
    {
        using var engine = Engine.Load(tiny, settings: new EngineSettings { Context = 16 });

        var events = await Collect(engine, Request(prompt, null));

        Assert.Equal(8, Tokens(events).Length);
        Assert.Equal(FinishReason.Length, events.OfType<Finished>().Single().Reason);
    }

    [Fact]
    public async Task Measures_the_prompt_and_the_reply_by_the_models_own_logits()
    {
        using var engine = Engine.Load(tiny);

        var plain = await Collect(engine, Request(prompt, 3) with { Logprobs = 2 });
        var events = await Collect(engine, Request([.. prompt, .. Tokens(plain)], 0) with { Logprobs = 2, PromptLogprobs = true });

        var measured = events.OfType<PromptRead>().Single().Logprobs!;
        Assert.Equal(11, measured.Count);
        Assert.Null(measured[0]);
        Assert.Equal(plain.OfType<Generated>().Select(made => made.Logprobs!.Chosen), measured.Skip(8).Select(logprobs => logprobs!.Chosen));
        Assert.Empty(events.OfType<Generated>());
    }

    [Fact]
    public async Task Ends_only_the_request_that_is_broken()
    {
        using var engine = Engine.Load(tiny);
        var expected = Tokens(await Collect(engine, Request([40, 41, 42], 60)));
        var forbidden = Enumerable.Range(0, engine.Model.Config.Vocabulary).ToDictionary(token => token, _ => float.NegativeInfinity);
        var broken = Request([.. prompt, .. prompt, .. prompt], 60) with { Sampling = new SamplingSettings { Temperature = 0, LogitBias = forbidden } };

        var sound = Collect(engine, Request([40, 41, 42], 60));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Collect(engine, broken));

        Assert.Equal(expected, Tokens(await sound));
        Assert.Equal(expected, Tokens(await Collect(engine, Request([40, 41, 42], 60))));
    }

    [Fact]
    public async Task Ends_running_requests_when_it_is_disposed()
    {
        var engine = Engine.Load(DefaultModels.Mini);
        await using var running = engine.Generate(Request(prompt, Long)).GetAsyncEnumerator();
        await running.MoveNextAsync();

        engine.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await running.MoveNextAsync()) { }
        });
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Collect(engine, Request(prompt, 1)));
    }

    private static GenerationRequest Request(int[] tokens, int? maxTokens) =>
        new() { Prompt = tokens, MaxTokens = maxTokens, IgnoreEnd = true, Sampling = new SamplingSettings { Temperature = 0 } };

    private static async Task<List<GenerationEvent>> Collect(Engine engine, GenerationRequest request)
    {
        var events = new List<GenerationEvent>();
        await foreach (var step in engine.Generate(request)) events.Add(step);
        return events;
    }

    private static int[] Tokens(IEnumerable<GenerationEvent> events) => [.. events.OfType<Generated>().Select(made => made.Token)];

    /// <summary>Waits for what must come; the time out only ends a test that has failed.</summary>
    private static async Task WaitUntil(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(5, timeout.Token);
    }

    private sealed class Steps : List<double>, IProgress<double>
    {
        public void Report(double value) => Add(value);
    }
}
