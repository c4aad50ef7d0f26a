using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Inference.Models;

/// <summary>
/// The activations of one pass through an <see cref="Encoder"/>, and its operations spread over a pool of threads. Sized once, used by one
/// pass at a time. A row's result never depends on rows of other texts.
/// </summary>
internal sealed class EncoderWorkspace : IDisposable
{
    /// <summary>Rows that go through a matrix together: enough for its kernels, few enough that what comes out is still in cache for what comes next.</summary>
    public const int ChunkRows = 256;

    private readonly WorkerPool pool;
    private readonly MatrixScratch matrixScratch;
    private readonly AttentionScratch[] attentionScratch;
    private readonly AlignedMemory pageMemory;
    private readonly nint[] pages;
    private WorkCounter counter;

    /// <param name="pages">Pages of keys and values, which bound the tokens of a pass.</param>
    public EncoderWorkspace(EncoderConfig config, KeyValueLayout layout, WorkerPool pool, int pages)
    {
        this.pool = pool;
        var rows = pages * KeyValueLayout.PageTokens;
        matrixScratch = new MatrixScratch(ChunkRows, Math.Max(config.Width, config.FeedForward), pool.Workers);
        attentionScratch = [.. Enumerable.Range(0, pool.Workers).Select(_ => new AttentionScratch(layout))];
        pageMemory = new AlignedMemory((long)pages * layout.PageBytes);
        this.pages = [.. Enumerable.Range(0, pages).Select(page => pageMemory.Address + page * (nint)layout.PageBytes)];
        Hidden = new Rows(rows, config.Width);
        QueryKeyValue = new Rows(rows, 3 * config.Width);
        Attended = new Rows(rows, config.Width);
        Projected = new Rows(ChunkRows, config.Width);
        Inner = new Rows(ChunkRows, config.FeedForward);
    }

    public int Pages => pages.Length;

    /// <summary>The hidden states of the pass, all rows; after it, the last layer's.</summary>
    public Rows Hidden { get; }

    public Rows QueryKeyValue { get; }

    public Rows Attended { get; }

    /// <summary>Of a chunk, as is <see cref="Inner"/>.</summary>
    public Rows Projected { get; }

    public Rows Inner { get; }

    /// <summary>y[to …] = x[from …] · Wᵀ for <paramref name="count"/> rows, without the bias.</summary>
    public void Multiply(Rows x, int from, Matrix matrix, Rows y, int to, int count) =>
        matrix.Multiply(x.Slice(from, count), y.Slice(to, count), count, pool, matrixScratch);

    /// <summary>Calls <paramref name="action"/> for the rows 0 … <paramref name="count"/> − 1, on all threads.</summary>
    public void EachRow(int count, Action<int> action)
    {
        counter.Reset(count);
        pool.Run(_ =>
        {
            while (counter.TryTake(out var row)) action(row);
        });
    }

    /// <summary>Stores the keys and values that stand behind the query of a row.</summary>
    public void Store(EncoderBatch batch, KeyValueLayout layout, int row)
    {
        var width = layout.Heads * layout.KeyDim;
        var (page, slot) = Math.DivRem(batch.Positions[row], KeyValueLayout.PageTokens);
        KeyValuePage.Store(layout, pages[batch.FirstPages[row] + page], slot, QueryKeyValue[row].Slice(width, width), QueryKeyValue[row].Slice(2 * width, width));
    }

    /// <summary>Attention of all queries, each over all keys of its own text.</summary>
    public void Attend(EncoderBatch batch, AttentionShape shape)
    {
        counter.Reset(shape.Layout.Heads * batch.Blocks.Count);
        pool.Run(worker =>
        {
            while (counter.TryTake(out var item))
            {
                var (block, head) = Math.DivRem(item, shape.Layout.Heads);
                var (start, rows) = batch.Blocks[block];
                PagedAttention.Attend(
                    shape, head, pages.AsSpan(batch.FirstPages[start], EncoderBatch.PagesFor(batch.LastPositions[start] + 1)),
                    batch.LastPositions.AsSpan(start, rows), QueryKeyValue.Slice(start, rows), Attended.Slice(start, rows), attentionScratch[worker]);
            }
        });
    }

    public void Dispose()
    {
        matrixScratch.Dispose();
        pageMemory.Dispose();
        foreach (var rows in (ReadOnlySpan<Rows>)[Hidden, QueryKeyValue, Attended, Projected, Inner]) rows.Dispose();
    }
}
