using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Operations;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Inference.Models;

/// <summary>
/// The operations of a forward pass over the rows of a <see cref="Batch"/>, spread over a pool of threads. It owns the scratch they need and
/// allocates nothing per call, so it serves one pass at a time. A row's result never depends on the other rows.
/// </summary>
internal sealed class CpuBackend : IDisposable
{
    /// <summary>Tokens of one (head, token block) item of attention in a long chunk; enough to share a page of keys, few enough to spread.</summary>
    private const int AttentionTokens = 16;

    private readonly WorkerPool pool;
    private readonly MatrixScratch matrixScratch;
    private readonly AttentionScratch[] attentionScratch;
    private readonly int[] rowRuns;                 // the run that a row belongs to
    private readonly List<(int Run, int First, int Count)> attentionBlocks = [];
    private readonly Action<int> rowWorker;
    private readonly Action<int> attentionWorker, spanWorker, mergeWorker;
    private readonly List<(int Item, int Span, int Start)> spanItems = [];
    private readonly List<int> spanStarts = [];     // of each head and block, and the end
    private readonly Action<int> normRow, headNormRow, ropeRow, storeRow, swiGluRow, addRow, biasRow;

    // The operands of the operation under way; the workers read them.
    private WorkCounter counter;
    private AlignedMemory spanSums = new(0);
    private Action<int> rowAction = _ => { };
    private Rows source = null!, target = null!;
    private float[] weight = [];
    private float epsilon, scale;
    private (int Start, int Length) part;
    private int headDim;
    private RopePairing pairing;
    private Batch batch = null!;
    private KeyValueLayout layout = null!;
    private AttentionShape shape = null!;
    private int layer;

    public CpuBackend(WorkerPool pool, int rows, int widest, KeyValueLayout cacheLayout, int ropePairs)
    {
        this.pool = pool;
        matrixScratch = new MatrixScratch(rows, widest, pool.Workers);
        attentionScratch = [.. Enumerable.Range(0, pool.Workers).Select(_ => new AttentionScratch(cacheLayout))];
        rowRuns = new int[rows];
        Cosines = new Rows(rows, ropePairs);
        Sines = new Rows(rows, ropePairs);
        rowWorker = WorkOnRows;
        (attentionWorker, spanWorker, mergeWorker) = (WorkOnAttention, WorkOnSpans, MergeSpans);
        (normRow, headNormRow, ropeRow, storeRow, swiGluRow, addRow, biasRow) = (NormRow, HeadNormRow, RopeRow, StoreRow, SwiGluRow, AddRow, BiasRow);
    }

    /// <summary>Rows of the batch under way.</summary>
    public int Count => batch.Count;

    private Rows Cosines { get; }

    private Rows Sines { get; }

    /// <summary>Starts a batch: the rope angles of its rows are computed once for all layers.</summary>
    public void Begin(Batch rows, RopeTable rope)
    {
        batch = rows;
        attentionBlocks.Clear();
        for (var run = 0; run < rows.Runs.Length; run++)
        {
            var (_, first, count) = rows.Runs[run];
            for (var start = 0; start < count; start += AttentionTokens) attentionBlocks.Add((run, first + start, Math.Min(AttentionTokens, count - start)));
            for (var row = first; row < first + count; row++)
            {
                rowRuns[row] = run;
                rope.Fill(rows.Positions[row], Cosines[row], Sines[row]);
            }
        }
    }

    /// <summary>y = x · Wᵀ + bias.</summary>
    public void Linear(Rows x, Matrix matrix, float[]? bias, Rows y)
    {
        matrix.Multiply(x.Slice(0, Count), y.Slice(0, Count), Count, pool, matrixScratch);
        if (bias is null) return;
        (target, weight) = (y, bias);
        EachRow(biasRow);
    }

    /// <summary>y = x · Wᵀ for the first <paramref name="count"/> rows, as the output head needs it.</summary>
    public void Linear(Rows x, int count, Matrix matrix, Rows y) =>
        matrix.Multiply(x.Slice(0, count), y.Slice(0, count), count, pool, matrixScratch);

    public void Norm(Rows x, float[] norm, float normEpsilon, Rows y)
    {
        (source, target, weight, epsilon) = (x, y, norm, normEpsilon);
        EachRow(normRow);
    }

    /// <summary>RMS norm of each head in columns [<paramref name="start"/>, <paramref name="start"/> + <paramref name="length"/>), in place.</summary>
    public void HeadNorm(Rows x, int start, int length, float[] norm, float normEpsilon)
    {
        (target, part, weight, epsilon) = (x, (start, length), norm, normEpsilon);
        EachRow(headNormRow);
    }

    /// <summary>Turns the heads in the first <paramref name="length"/> columns by their positions, in place.</summary>
    public void Rope(Rows x, int length, int dimensionsPerHead, RopePairing ropePairing)
    {
        (target, part, headDim, pairing) = (x, (0, length), dimensionsPerHead, ropePairing);
        EachRow(ropeRow);
    }

    /// <summary>Stores the keys and values of the rows, which stand in x from column <paramref name="start"/> on, at their places in their timelines.</summary>
    public void Store(Rows x, int start, KeyValueLayout keyValueLayout, int ofLayer)
    {
        (source, part, layout, layer) = (x, (start, 0), keyValueLayout, ofLayer);
        EachRow(storeRow);
    }

    /// <summary>
    /// Causal attention of the queries in the first columns of x, each over its own timeline. Where there are fewer heads and rows than threads,
    /// a long context is split too, which changes no bit.
    /// </summary>
    public void Attend(Rows x, AttentionShape attention, int ofLayer, Rows y)
    {
        (source, target, shape, layer) = (x, y, attention, ofLayer);
        var items = shape.Layout.Heads * attentionBlocks.Count;
        if (items >= pool.Workers)
        {
            counter.Reset(items);
            pool.Run(attentionWorker);
            return;
        }
        PlanSpans();
        counter.Reset(spanItems.Count);
        pool.Run(spanWorker);
        counter.Reset(items);
        pool.Run(mergeWorker);
    }

    /// <summary>y = silu(gate) · up, where a row of x is gate, then up.</summary>
    public void SwiGlu(Rows x, Rows y)
    {
        (source, target) = (x, y);
        EachRow(swiGluRow);
    }

    /// <summary>x += factor · addend.</summary>
    public void Add(Rows x, Rows addend, float factor)
    {
        (target, source, scale) = (x, addend, factor);
        EachRow(addRow);
    }

    public void Dispose()
    {
        matrixScratch.Dispose();
        spanSums.Dispose();
        Cosines.Dispose();
        Sines.Dispose();
    }

    private void EachRow(Action<int> action)
    {
        if (Count == 1)
        {
            action(0);
            return;
        }
        rowAction = action;
        counter.Reset(Count);
        pool.Run(rowWorker);
    }

    private void WorkOnRows(int worker)
    {
        while (counter.TryTake(out var row)) rowAction(row);
    }

    private void WorkOnAttention(int worker)
    {
        while (counter.TryTake(out var item))
        {
            var head = item % shape.Layout.Heads;
            var (run, first, rows) = attentionBlocks[item / shape.Layout.Heads];
            PagedAttention.Attend(
                shape, head, batch.Runs[run].Timeline.Pages(layer), batch.Positions.Slice(first, rows),
                source.Slice(first, rows), target.Slice(first, rows), attentionScratch[worker]);
        }
    }

    /// <summary>Lists the spans of every head and block, those of one head and block next to each other, with room for their sums.</summary>
    private void PlanSpans()
    {
        spanItems.Clear();
        spanStarts.Clear();
        var floats = 0;
        for (var item = 0; item < shape.Layout.Heads * attentionBlocks.Count; item++)
        {
            spanStarts.Add(floats);
            var (_, first, rows) = attentionBlocks[item / shape.Layout.Heads];
            var (firstSpan, count) = PagedAttention.Spans(shape, batch.Positions.Slice(first, rows));
            for (var span = firstSpan; span < firstSpan + count; span++)
            {
                spanItems.Add((item, span, floats));
                floats += PagedAttention.SpanFloats(shape, rows);
            }
        }
        spanStarts.Add(floats);
        if (spanSums.Bytes >= floats * (long)sizeof(float)) return;
        spanSums.Dispose();
        spanSums = new AlignedMemory(2L * floats * sizeof(float));
    }

    private void WorkOnSpans(int worker)
    {
        while (counter.TryTake(out var index))
        {
            var (item, span, start) = spanItems[index];
            var (run, first, rows) = attentionBlocks[item / shape.Layout.Heads];
            PagedAttention.AttendSpan(
                shape, item % shape.Layout.Heads, span, batch.Runs[run].Timeline.Pages(layer), batch.Positions.Slice(first, rows),
                source.Slice(first, rows), spanSums.Span<float>(start, PagedAttention.SpanFloats(shape, rows)), attentionScratch[worker]);
        }
    }

    private void MergeSpans(int worker)
    {
        while (counter.TryTake(out var item))
        {
            var (_, first, rows) = attentionBlocks[item / shape.Layout.Heads];
            var sums = spanSums.Span<float>(spanStarts[item], spanStarts[item + 1] - spanStarts[item]);
            PagedAttention.MergeSpans(shape, item % shape.Layout.Heads, batch.Positions.Slice(first, rows), sums, target.Slice(first, rows));
        }
    }

    private void NormRow(int row) => RmsNorm.Apply(source[row], weight, epsilon, target[row]);

    private void HeadNormRow(int row)
    {
        var heads = target[row].Slice(part.Start, part.Length);
        for (; heads.Length > 0; heads = heads[weight.Length..]) RmsNorm.Apply(heads[..weight.Length], weight, epsilon, heads[..weight.Length]);
    }

    private void RopeRow(int row) =>
        Kernels.Operations.Rope.Apply(target[row].Slice(part.Start, part.Length), headDim, Cosines[row], Sines[row], pairing);

    private void StoreRow(int row)
    {
        var position = batch.Positions[row];
        var page = batch.Runs[rowRuns[row]].Timeline.Pages(layer)[position / KeyValueLayout.PageTokens];
        var keys = source[row].Slice(part.Start, layout.Heads * layout.KeyDim);
        var values = source[row].Slice(part.Start + keys.Length, layout.Heads * layout.ValueDim);
        KeyValuePage.Store(layout, page, position % KeyValueLayout.PageTokens, keys, values);
    }

    private void SwiGluRow(int row) => Kernels.Operations.SwiGlu.Apply(source[row][..target.Width], source[row][target.Width..], target[row]);

    private void AddRow(int row)
    {
        if (scale == 1) Kernels.Operations.Add.Into(target[row], source[row]);
        else Scale.Add(target[row], source[row], scale);
    }

    private void BiasRow(int row) => Kernels.Operations.Add.Into(target[row], weight);
}
