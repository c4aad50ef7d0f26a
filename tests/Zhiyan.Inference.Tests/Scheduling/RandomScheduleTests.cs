using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Scheduling;

/// <summary>
/// The promise of the engine: a reply is the same, bit for bit, whoever else is served, whatever is cached, guessed, evicted or preempted.
/// Log-probabilities are compared too, as floats, so that a sum in another order shows even where the token stays the same.
/// </summary>
public sealed class RandomScheduleTests
{
    public static TheoryData<string, int> Schedules()
    {
        var data = new TheoryData<string, int>();
        foreach (var model in (string[])["qwen2/model.gguf", "llama3-rope/hf", "mistral/hf"])
            for (var seed = 0; seed < 4; seed++) data.Add(model, seed);
        return data;
    }

    [Theory, MemberData(nameof(Schedules))]
    public async Task Answers_each_request_as_if_it_were_alone(string model, int seed)
    {
        var random = new Random(seed);
        var path = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", model);
        var requests = Requests(random, count: 24);
        var settings = new EngineSettings
        {
            Parallel = random.Next(2, 9),
            CacheBytes = seed % 2 == 0 ? null : 1 << 19,        // room for a few of them: they evict and preempt each other
            Context = 200,
        };

        using var alone = Engine.Load(path, settings: new EngineSettings { PromptLookup = false, Context = 200 });
        using var shared = Engine.Load(path, settings: settings);
        var arrivals = requests.Select(_ => TimeSpan.FromMilliseconds(random.Next(0, 40))).ToList();
        var together = await Task.WhenAll(requests.Zip(arrivals, async (request, arrival) =>
        {
            await Task.Delay(arrival);
            return await Reply(shared, request);
        }));

        foreach (var (index, request) in requests.Index())
        {
            using var fresh = Engine.Load(path, settings: new EngineSettings { PromptLookup = false, Context = 200 });
            Assert.Equal(await Reply(fresh, request), together[index]);
            Assert.Equal(await Reply(alone, request), together[index]);
        }
        Assert.Equal(0, shared.State.Active + shared.State.Waiting);
    }

    [Fact]
    public async Task Preempts_when_memory_runs_out_and_loses_nothing()
    {
        var path = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2", "model.gguf");
        using var roomy = Engine.Load(path, settings: new EngineSettings { Context = 200 });
        var block = roomy.State.CacheLimit / (4 * 256 / 32);        // four contexts of 256 tokens
        using var tight = Engine.Load(path, settings: new EngineSettings { Context = 200, CacheBytes = 13 * block });
        var requests = Enumerable.Range(0, 6).Select(index => new GenerationRequest
        {
            Prompt = [.. Enumerable.Range(0, 30).Select(place => 3 + (place * 7 + index) % 60)],
            MaxTokens = 120, IgnoreEnd = true, Sampling = new SamplingSettings { Temperature = 1, Seed = (ulong)index },
        }).ToList();

        var together = await Task.WhenAll(requests.Select(request => Reply(tight, request)));

        foreach (var (index, request) in requests.Index()) Assert.Equal(await Reply(roomy, request), together[index]);
        Assert.NotEqual(0, tight.State.Preemptions);
        Assert.InRange(tight.State.CacheBytes, 1, tight.State.CacheLimit);
    }

    private static List<GenerationRequest> Requests(Random random, int count)
    {
        var stems = Enumerable.Range(0, 3).Select(_ => Tokens(random, random.Next(1, 100))).ToList();
        return [.. Enumerable.Range(0, count).Select(index =>
        {
            var stem = stems[random.Next(stems.Count)];
            return new GenerationRequest
            {
                Prompt = [.. stem[..random.Next(1, stem.Length + 1)], .. Tokens(random, random.Next(0, 70))],
                MaxTokens = random.Next(1, 30),
                IgnoreEnd = true,
                Logprobs = 1,
                PromptLogprobs = random.Next(5) == 0,
                Sampling = random.Next(3) == 0
                    ? new SamplingSettings { Temperature = 0 }
                    : new SamplingSettings { Temperature = 0.9f, TopP = 0.95f, RepetitionPenalty = 1.1f, Seed = (ulong)index },
                Priority = (Priority)random.Next(2),
                User = "user " + random.Next(3),
            };
        })];
    }

    private static int[] Tokens(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(3, 60))];

    /// <summary>All that a reply says but how much of it was cached and how long it took.</summary>
    private static async Task<List<string>> Reply(Engine engine, GenerationRequest request)
    {
        var said = new List<string>();
        await foreach (var step in engine.Generate(request))
        {
            said.Add(step switch
            {
                PromptRead read => "prompt " + string.Join(' ', read.Logprobs?.Select(Bits) ?? []),
                Generated made => $"{made.Token} {Bits(made.Logprobs)}",
                Finished finished => finished.Reason.ToString(),
                _ => throw new InvalidOperationException(),
            });
        }
        return said;
    }

    private static string Bits(TokenLogprobs? logprobs) =>
        logprobs is null ? "-" : $"{logprobs.Chosen.Logprob:R} {string.Join(' ', logprobs.Top.Select(top => $"{top.Token}:{top.Logprob:R}"))}";
}
