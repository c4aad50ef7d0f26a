using Zhiyan.Inference;

namespace Zhiyan.Server.Engines;

/// <summary>A model in memory, whatever it does. Thread-safe.</summary>
internal interface IServedModel : IDisposable
{
    /// <summary>Tokens a text may have, with its reply where it gets one.</summary>
    int Context { get; }

    /// <summary>Null for a model that has no queue and no cache.</summary>
    EngineState? State { get; }
}
