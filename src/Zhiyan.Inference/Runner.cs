using Zhiyan.Inference.KvCache;
using Zhiyan.Inference.Models;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Inference;

/// <summary>Runs passes of a model on a pool of threads, one at a time, for any number of timelines. Not thread-safe.</summary>
public sealed class Runner : IDisposable
{
    private readonly WorkerPool pool;
    private readonly bool ownsPool;
    private readonly Workspace workspace;

    /// <param name="threads">Threads to compute on; 0 for one per physical core.</param>
    public Runner(Model model, int threads = 0) : this(model, NewPool(threads), ownsPool: true)
    {
    }

    /// <summary>Shares the threads of another runner; their passes must take turns.</summary>
    internal Runner(Model model, Runner other) : this(model, other.pool, ownsPool: false)
    {
    }

    private Runner(Model model, WorkerPool pool, bool ownsPool)
    {
        (Model, this.pool, this.ownsPool) = (model, pool, ownsPool);
        workspace = new Workspace(model.Decoder, pool);
        Groups = LayerGroup.Of(model.Config, model.Decoder.KeyValueLayout);
    }

    public Model Model { get; }

    public int Threads => pool.Workers;

    internal LayerGroup[] Groups { get; }

    public void Dispose()
    {
        workspace.Dispose();
        if (ownsPool) pool.Dispose();
    }

    internal Batch NewBatch() => new(Workspace.BatchRows);

    internal void Forward(Batch batch) => Model.Decoder.Forward(batch, workspace);

    /// <summary>The normed hidden state of a row of the last batch.</summary>
    internal ReadOnlySpan<float> Hidden(int row) => workspace.Normed[row];

    /// <summary>Computes the logits that follow rows of the last batch, at most <see cref="Workspace.LogitRows"/> of them.</summary>
    internal void Head(ReadOnlySpan<int> rows) => Model.Decoder.Head(rows, workspace);

    /// <summary>Logits [vocabulary] of the row that stood at <paramref name="place"/> in the last call of <see cref="Head"/>.</summary>
    internal ReadOnlySpan<float> Logits(int place) => workspace.Logits[place];

    private static WorkerPool NewPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return threads == 0 ? new WorkerPool() : new WorkerPool(threads);
    }
}
