using Zhiyan.Inference;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.State;

/// <summary>The answer of GET /state.json. Rates are differences between two of them over <paramref name="ClockSeconds"/>, which only ever grows.</summary>
internal sealed record ServerState(double ClockSeconds, long MemoryBudgetBytes, long ProcessBytes, IReadOnlyList<ModelActivity> Models);

/// <summary>A model; what its engine tells is there once it is loaded, what it takes of the budget also while it loads.</summary>
internal sealed record ModelActivity(string Id, string State, long SizeBytes)
{
    public long? MemoryBytes { get; init; }

    /// <summary>The fraction that is ready of a model on its way into memory.</summary>
    public double? Progress { get; init; }

    /// <summary>Why it could not be loaded the last time.</summary>
    public string? Failure { get; init; }

    public int? Context { get; init; }

    public EngineState? Engine { get; init; }

    public static ModelActivity Of(HostedModel hosted) => new(hosted.Model.Id, hosted.State.ToString().ToLowerInvariant(), hosted.Model.Bytes)
    {
        MemoryBytes = hosted.Memory,
        Progress = hosted.Progress,
        Failure = hosted.Failure,
        Context = hosted.Context,
        Engine = hosted.Engine,
    };
}
