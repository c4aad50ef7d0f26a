using Zhiyan.Inference.KvCache;
using Zhiyan.Inference.Models;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Inference;

/// <summary>Runs passes of a model on a pool of threads, one at a time, for any number of sessions. Not thread-safe.</summary>
public sealed class Runner : IDisposable
{
    private readonly WorkerPool pool;
    private readonly Workspace workspace;

    /// <param name="threads">Threads to compute on; 0 for one per physical core.</param>
    public Runner(Model model, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Model = model;
        pool = threads == 0 ? new WorkerPool() : new WorkerPool(threads);
        workspace = new Workspace(model.Decoder, pool);
    }

    public Model Model { get; }

    public int Threads => pool.Workers;

    public void Dispose()
    {
        workspace.Dispose();
        pool.Dispose();
    }

    internal void Forward(ReadOnlySpan<int> tokens, KeyValueCache cache) => Model.Decoder.Forward(tokens, cache, workspace);

    internal void Head(int start, int count) => Model.Decoder.Head(start, count, workspace);

    internal ReadOnlySpan<float> Logits(int row) => workspace.Logits[row];
}
