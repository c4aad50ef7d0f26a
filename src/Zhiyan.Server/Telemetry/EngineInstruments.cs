using System.Diagnostics.Metrics;
using Zhiyan.Inference;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.Telemetry;

/// <summary>What every engine in memory tells of itself, read when somebody looks. Counts begin anew when a model is loaded again.</summary>
internal sealed class EngineInstruments
{
    public const string Name = "Zhiyan.Engine";

    private readonly EngineHost engines;
    private readonly Meter meter;

    public EngineInstruments(EngineHost engines, IMeterFactory meters)
    {
        this.engines = engines;
        meter = meters.Create(Name);

        Level("requests.active", "{request}", "Requests in work.", state => state.Active);
        Level("requests.waiting", "{request}", "Requests that wait for their turn.", state => state.Waiting);
        Count("requests.refused", "{request}", "Requests refused since the queue was full.", state => state.Refusals);
        Count("requests.preempted", "{request}", "Times a request gave its cache back and read it anew later.", state => state.Preemptions);
        Count("tokens.prompt", "{token}", "Prompt tokens run through the model.", state => state.PromptTokens);
        Count("tokens.cached", "{token}", "Prompt tokens found in the cache.", state => state.CachedTokens);
        Count("tokens.completion", "{token}", "Tokens made.", state => state.CompletionTokens);
        Count("tokens.drafted", "{token}", "Tokens guessed ahead.", state => state.DraftedTokens);
        Count("tokens.accepted", "{token}", "Guessed tokens that the model confirmed.", state => state.AcceptedTokens);
        Count("passes", "{pass}", "Forward passes.", state => state.Passes);
        Count("rows", "{row}", "Rows in all forward passes together.", state => state.Rows);
        Count("cache.evictions", "{block}", "Cached blocks that went to make room.", state => state.Evictions);
        Level("cache.size", "By", "Keys and values in memory.", state => state.CacheBytes);
        Level("cache.limit", "By", "Keys and values that may be in memory.", state => state.CacheLimit);
        Level("cache.used", "By", "Keys and values that requests in work hold.", state => state.CacheInUse);
        Level("cache.idle", "By", "Keys and values that wait to be found again.", state => state.CacheIdle);
        Level("weights.packed", "By", "Weights packed into private memory.", state => state.PackedBytes);

        meter.CreateObservableUpDownCounter("zhiyan.model.memory", () => InMemory().Select(hosted => Measured(hosted, hosted.Memory ?? 0)), "By", "Memory that a model counts for, loaded or loading.");
        meter.CreateObservableUpDownCounter("zhiyan.memory.budget", () => engines.Budget, "By", "Memory that models may take together.");
    }

    private void Count(string name, string unit, string description, Func<EngineState, long> read) =>
        meter.CreateObservableCounter($"zhiyan.engine.{name}", () => Read(read), unit, description);

    private void Level(string name, string unit, string description, Func<EngineState, long> read) =>
        meter.CreateObservableUpDownCounter($"zhiyan.engine.{name}", () => Read(read), unit, description);

    private IEnumerable<Measurement<long>> Read(Func<EngineState, long> read) =>
        InMemory().Where(hosted => hosted.Engine is not null).Select(hosted => Measured(hosted, read(hosted.Engine!)));

    private IReadOnlyList<HostedModel> InMemory() => engines.InMemory();

    private static Measurement<long> Measured(HostedModel hosted, long value) => new(value, KeyValuePair.Create(GenerationTelemetry.Model, (object?)hosted.Model.Id));
}
