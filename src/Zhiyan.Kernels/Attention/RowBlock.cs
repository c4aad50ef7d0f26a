using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Up to six query rows at work on a span of keys: scores, then weights, then the sums of the values. A key that a row does not see leaves
/// that row as it was, bit for bit, so rows may share a block whatever their positions.
/// </summary>
internal sealed unsafe class RowBlock
{
    private readonly KeyValueLayout layout;
    private readonly int[] firsts = new int[Tile.MaxRows];
    private readonly int[] lasts = new int[Tile.MaxRows];
    private readonly float* queries;      // [keyDim / 256][6][256], times the scale
    private readonly float* weights;      // [6][256 keys of a span]: scores, then e^(score − largest)
    private readonly float* spanSums;     // [6] of SoftmaxSums, over the span
    private readonly float* sums;         // [6] of SoftmaxSums, over the spans added so far
    private int start;
    private int rows;

    public RowBlock(KeyValueLayout layout, float* memory)
    {
        this.layout = layout;
        queries = memory;
        weights = queries + QueryFloats(layout);
        spanSums = weights + Tile.MaxRows * Tile.Depth;
        sums = spanSums + Tile.MaxRows * SoftmaxSums.Floats(layout);
    }

    /// <summary>The first position that any row sees.</summary>
    public int First { get; private set; }

    /// <summary>The last position that any row sees.</summary>
    public int Last { get; private set; }

    /// <summary>Floats of memory that a block needs, a multiple of 16.</summary>
    public static int Floats(KeyValueLayout layout) =>
        QueryFloats(layout) + Tile.MaxRows * Tile.Depth + 2 * Tile.MaxRows * SoftmaxSums.Floats(layout);

    /// <summary>
    /// Takes on up to <paramref name="count"/> query rows of <paramref name="batch"/> from <paramref name="firstRow"/> on, as long as they
    /// leave no gap between the keys that they see: what lies in a gap need not be stored. Returns how many it took.
    /// </summary>
    public int Begin(in AttentionBatch batch, int firstRow, int count)
    {
        (start, rows, First, Last) = (firstRow, 0, int.MaxValue, 0);
        for (int row = 0; row < count; row++, rows++)
        {
            int last = batch.Position(start + row), first = batch.Shape.FirstVisible(last);
            if (row > 0 && (first > Last + 1 || last + 1 < First)) break;
            (firsts[row], lasts[row]) = (first, last);
            (First, Last) = (Math.Min(First, first), Math.Max(Last, last));

            var query = batch.Query(start + row);
            for (int d = 0; d < query.Length; d += Tile.Depth)
            {
                var part = query[d..Math.Min(d + Tile.Depth, query.Length)];
                var packed = new Span<float>(queries + d * Tile.MaxRows + row * Tile.Depth, Tile.Depth);
                TensorPrimitives.Multiply(part, batch.Shape.Scale, packed);
            }
            SoftmaxSums.Clear(layout, Sums(row));
        }
        return rows;
    }

    /// <summary>Whether any row sees one of the <paramref name="tokens"/> keys from position <paramref name="position"/> on.</summary>
    public bool Sees(int position, int tokens) => First < position + tokens && Last >= position;

    /// <summary>Scores the keys of a page of the span: <paramref name="keys"/> is [2][keyDim][16].</summary>
    public void Score<TColumns>(byte* keys, int pageOfSpan, Fetch fetch)
        where TColumns : IColumns
    {
        for (int d = 0; d < layout.KeyDim; d += Tile.Depth)
        {
            Tile.Multiply<TColumns>(
                rows, queries + d * Tile.MaxRows, keys + d * TColumns.Bytes, layout.KeyDim * TColumns.Bytes,
                Math.Min(Tile.Depth, layout.KeyDim - d), weights + pageOfSpan * KeyValueLayout.PageTokens, Tile.Depth,
                KeyValueLayout.PageTokens, resume: d > 0, fetch.Skip(2 * d));
        }
    }

    /// <summary>Turns the scores of a span into weights.</summary>
    public void Weigh(int spanStart)
    {
        var (from, to) = Visible(First, Last, spanStart);
        for (int row = 0; row < rows; row++)
        {
            var (rowFrom, rowTo) = Visible(firsts[row], lasts[row], spanStart);
            WeighRow(
                weights + row * Tile.Depth, from / Lanes.Count * Lanes.Count, (to + Lanes.Count - 1) / Lanes.Count * Lanes.Count,
                rowFrom, rowTo, SoftmaxSums.Total(layout, SpanSums(row)), SoftmaxSums.Largest(layout, SpanSums(row)));
        }
    }

    /// <summary>
    /// Adds the values of a page of the span just weighed, [valueDim / 16][32][16], each by its weight, to those of the pages before.
    /// </summary>
    public void Collect<TColumns>(byte* values, int pageOfSpan, int spanStart, Fetch fetch)
        where TColumns : IColumns
    {
        int pageKey = pageOfSpan * KeyValueLayout.PageTokens;
        var (first, end) = Visible(First, Last, spanStart);
        int from = Math.Max(first, pageKey), to = Math.Min(end, pageKey + KeyValueLayout.PageTokens);
        Tile.Multiply<TColumns>(
            rows, weights + from, values + (from - pageKey) * TColumns.Bytes, KeyValueLayout.PageTokens * TColumns.Bytes, to - from,
            spanSums, SoftmaxSums.Floats(layout), layout.PaddedValueDim, resume: from > first, fetch);
    }

    /// <summary>Adds the span just collected to the spans before.</summary>
    public void AddSpan()
    {
        for (int row = 0; row < rows; row++) SoftmaxSums.Add(layout, Sums(row), SpanSums(row));
    }

    /// <summary>Writes the sums over the spans added so far to its rows of <paramref name="target"/>, [rows of the batch].</summary>
    public void Save(Span<float> target) =>
        new Span<float>(sums, rows * SoftmaxSums.Floats(layout)).CopyTo(target[(start * SoftmaxSums.Floats(layout))..]);

    /// <summary>Writes the weighted mean of the values for every row that was taken on.</summary>
    public void Finish(in AttentionBatch batch, Span<float> output)
    {
        for (int row = 0; row < rows; row++) SoftmaxSums.Mean(layout, Sums(row), batch.Output(start + row, output));
    }

    private static int QueryFloats(KeyValueLayout layout) =>
        (layout.KeyDim + Tile.Depth - 1) / Tile.Depth * Tile.Depth * Tile.MaxRows;

    /// <summary>
    /// The places in a span of positions <paramref name="first"/> to <paramref name="last"/>, the end not included.
    /// </summary>
    private static (int From, int To) Visible(int first, int last, int spanStart) =>
        (Math.Max(first - spanStart, 0), Math.Min(last + 1 - spanStart, PagedAttention.SpanTokens));

    /// <summary>
    /// Turns scores [<paramref name="first"/>, <paramref name="end"/>), multiples of eight, into weights relative to the largest of those
    /// in [<paramref name="from"/>, <paramref name="to"/>); the others, whatever they hold, weigh nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WeighRow(float* scores, int first, int end, int from, int to, float* total, float* largest)
    {
        for (int key = first; key < Math.Min(from, end); key++) scores[key] = float.NegativeInfinity;
        for (int key = Math.Max(to, first); key < end; key++) scores[key] = float.NegativeInfinity;

        var max = Vector256.Create(float.MinValue);
        for (int key = first; key < end; key += Lanes.Count) max = Vector256.MaxNative(max, Vector256.Load(scores + key));
        max = Vector256.Create(Lanes.Max(max));
        max.Store(largest);

        var sum = Vector256<float>.Zero;
        for (int key = first; key < end; key += Lanes.Count)
        {
            var weight = Exponential.Of(Vector256.Load(scores + key) - max);
            weight.Store(scores + key);
            sum += weight;
        }
        sum.Store(total);
    }

    private float* Sums(int row) => sums + row * SoftmaxSums.Floats(layout);

    private float* SpanSums(int row) => spanSums + row * SoftmaxSums.Floats(layout);
}
