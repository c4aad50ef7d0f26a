using Zhiyan.Kernels.Threading;

namespace Zhiyan.Inference.Models;

/// <summary>The activations of one batch on its way through a <see cref="Decoder"/>; sized once, used by one pass at a time.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>Rows that go through the layers together: enough for the matrix kernels, few enough to stay in cache.</summary>
    public const int BatchRows = 256;

    /// <summary>Rows of logits that are computed together.</summary>
    public const int LogitRows = 16;

    public Workspace(Decoder decoder, WorkerPool pool)
    {
        var config = decoder.Config;
        var heads = config.Heads * config.HeadDim;
        Backend = new CpuBackend(pool, BatchRows, Math.Max(Math.Max(config.Width, heads), config.FeedForward), decoder.KeyValueLayout, config.Rope.Dimensions / 2);
        Residual = new Rows(BatchRows, config.Width);
        Normed = new Rows(BatchRows, config.Width);
        QueryKeyValue = new Rows(BatchRows, heads + 2 * config.KeyValueHeads * config.HeadDim);
        Attended = new Rows(BatchRows, heads);
        GateUp = new Rows(BatchRows, 2 * config.FeedForward);
        Hidden = new Rows(BatchRows, config.FeedForward);
        Projected = new Rows(BatchRows, config.Width);
        HeadInput = new Rows(LogitRows, config.Width);
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

    /// <summary>The rows whose logits are wanted.</summary>
    public Rows HeadInput { get; }

    public Rows Logits { get; }

    public void Dispose()
    {
        Backend.Dispose();
        foreach (var rows in (ReadOnlySpan<Rows>)[Residual, Normed, QueryKeyValue, Attended, GateUp, Hidden, Projected, HeadInput, Logits]) rows.Dispose();
    }
}
