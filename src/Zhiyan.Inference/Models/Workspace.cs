using Zhiyan.Kernels.Threading;

namespace Zhiyan.Inference.Models;

/// <summary>The activations of one chunk of tokens on its way through a <see cref="Decoder"/>; sized once, used by one pass at a time.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>Tokens of a prompt that go through the layers together: enough for the matrix kernels, few enough to stay in cache.</summary>
    public const int ChunkTokens = 256;

    /// <summary>Rows of logits that are computed together where every position is asked for.</summary>
    public const int LogitRows = 16;

    public Workspace(Decoder decoder, WorkerPool pool)
    {
        var config = decoder.Config;
        var heads = config.Heads * config.HeadDim;
        Backend = new CpuBackend(pool, ChunkTokens, Math.Max(Math.Max(config.Width, heads), config.FeedForward), decoder.KeyValueLayout, config.Rope.Dimensions / 2);
        Residual = new Rows(ChunkTokens, config.Width);
        Normed = new Rows(ChunkTokens, config.Width);
        QueryKeyValue = new Rows(ChunkTokens, heads + 2 * config.KeyValueHeads * config.HeadDim);
        Attended = new Rows(ChunkTokens, heads);
        GateUp = new Rows(ChunkTokens, 2 * config.FeedForward);
        Hidden = new Rows(ChunkTokens, config.FeedForward);
        Projected = new Rows(ChunkTokens, config.Width);
        Logits = new Rows(LogitRows, config.Vocabulary);
    }

    public CpuBackend Backend { get; }

    public Rows Residual { get; }

    public Rows Normed { get; }

    public Rows QueryKeyValue { get; }

    public Rows Attended { get; }

    public Rows GateUp { get; }

    public Rows Hidden { get; }

    public Rows Projected { get; }

    public Rows Logits { get; }

    public void Dispose()
    {
        Backend.Dispose();
        foreach (var rows in (ReadOnlySpan<Rows>)[Residual, Normed, QueryKeyValue, Attended, GateUp, Hidden, Projected, Logits]) rows.Dispose();
    }
}
