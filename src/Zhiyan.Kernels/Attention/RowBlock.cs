using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Up to six query rows and their running softmax (Milakov and Gimelshein 2018): the largest score so far, the sum of the weights
/// relative to it, and the sum of the values so weighted, all of which decay when a larger score turns up. A page that a row does not see
/// leaves that row as it was, bit for bit, so rows may share a block whatever their positions.
/// </summary>
internal sealed unsafe class RowBlock
{
    private readonly KeyValueLayout layout;
    private readonly int[] firsts = new int[Tile.MaxRows];
    private readonly int[] lasts = new int[Tile.MaxRows];
    private readonly float* queries;      // [keyDim / 32][6][32], times the scale
    private readonly float* weights;      // [6][32 keys]: scores, then e^(score − largest)
    private readonly float* sums;         // [6][padded valueDim]
    private readonly float* totals;       // [6][8 lanes]
    private readonly float* largest;      // [8], a lane a row
    private readonly float* decay;        // [8], a lane a row
    private int start;
    private int rows;

    public RowBlock(KeyValueLayout layout, float* memory)
    {
        this.layout = layout;
        queries = memory;
        weights = queries + QueryFloats(layout);
        sums = weights + Tile.MaxRows * KeyValueLayout.PageTokens;
        totals = sums + Tile.MaxRows * layout.PaddedValueDim;
        largest = totals + Tile.MaxRows * Lanes.Count;
        decay = largest + Lanes.Count;
    }

    /// <summary>The first position that any row sees.</summary>
    public int First { get; private set; }

    /// <summary>The last position that any row sees.</summary>
    public int Last { get; private set; }

    /// <summary>Floats of memory that a block needs, a multiple of 16.</summary>
    public static int Floats(KeyValueLayout layout) =>
        QueryFloats(layout) + Tile.MaxRows * (KeyValueLayout.PageTokens + layout.PaddedValueDim + Lanes.Count) + 2 * Lanes.Count;

    /// <summary>
    /// Takes on query rows [<paramref name="firstRow"/>, <paramref name="firstRow"/> + <paramref name="count"/>) of <paramref
    /// name="batch"/>.
    /// </summary>
    public void Begin(in AttentionBatch batch, int firstRow, int count)
    {
        (start, rows, First, Last) = (firstRow, count, int.MaxValue, 0);
        for (int row = 0; row < rows; row++)
        {
            int position = batch.Position(start + row);
            (firsts[row], lasts[row]) = (batch.Shape.FirstVisible(position), position);
            (First, Last) = (Math.Min(First, firsts[row]), Math.Max(Last, position));

            var query = batch.Query(start + row);
            for (int d = 0; d < query.Length; d += Tile.Panel)
            {
                var part = query[d..Math.Min(d + Tile.Panel, query.Length)];
                var packed = new Span<float>(queries + d * Tile.MaxRows + row * Tile.Panel, Tile.Panel);
                TensorPrimitives.Multiply(part, batch.Shape.Scale, packed);
            }
        }

        new Span<float>(sums, Tile.MaxRows * layout.PaddedValueDim).Clear();
        new Span<float>(totals, Tile.MaxRows * Lanes.Count).Clear();
        new Span<float>(largest, Lanes.Count).Fill(float.MinValue);     // not −∞: it must have a difference to itself
    }

    /// <summary>Whether any row sees a key of the page whose first position is <paramref name="pageStart"/>.</summary>
    public bool Sees(int pageStart) => First < pageStart + KeyValueLayout.PageTokens && Last >= pageStart;

    /// <summary>Turns the keys of one page, [2][keyDim][16], into weights, and lets what was summed so far decay to match.</summary>
    public void Score<TColumns>(byte* keys, int pageStart)
        where TColumns : IColumns
    {
        Tile.Multiply<TColumns>(
            rows, queries, keys, layout.KeyDim * TColumns.Bytes, layout.KeyDim,
            weights, stride: KeyValueLayout.PageTokens, columns: KeyValueLayout.PageTokens, decay: null);

        var before = Vector256.Load(largest);
        for (int row = 0; row < rows; row++) largest[row] = LargestScore(row, pageStart);
        var now = Vector256.Load(largest);
        Exponential.Of(before - now).Store(decay);
        for (int row = 0; row < rows; row++) Weigh(row);
    }

    /// <summary>Adds the values of the page just scored, [valueDim / 16][32][16], each by its weight.</summary>
    public void Collect<TColumns>(byte* values, int pageStart)
        where TColumns : IColumns
    {
        var (from, to) = Visible(First, Last, pageStart);
        Tile.Multiply<TColumns>(
            rows, weights + from, values + from * TColumns.Bytes, KeyValueLayout.PageTokens * TColumns.Bytes, to - from,
            sums, stride: layout.PaddedValueDim, columns: layout.PaddedValueDim, decay);
    }

    /// <summary>Writes the weighted mean of the values for every row that was taken on.</summary>
    public void Finish(in AttentionBatch batch, Span<float> output)
    {
        for (int row = 0; row < rows; row++)
        {
            var total = Vector256.Create(Lanes.Sum(Vector256.Load(totals + row * Lanes.Count)));
            var mean = batch.Output(start + row, output);
            for (int d = 0; d < mean.Length; d += Lanes.Count)
            {
                // Keys a row does not see add ±0 to its sums, which can only show in the sign of a zero; adding 0 makes all zeros positive.
                Lanes.Store(Vector256.Load(sums + row * layout.PaddedValueDim + d) / total + Vector256<float>.Zero, mean[d..]);
            }
        }
    }

    private static int QueryFloats(KeyValueLayout layout) =>
        (layout.KeyDim + Tile.Panel - 1) / Tile.Panel * Tile.Panel * Tile.MaxRows;

    /// <summary>
    /// The slots of a page that hold positions <paramref name="first"/> to <paramref name="last"/>, the end not included.
    /// </summary>
    private static (int From, int To) Visible(int first, int last, int pageStart) =>
        (Math.Max(first - pageStart, 0), Math.Min(last + 1 - pageStart, KeyValueLayout.PageTokens));

    /// <summary>Hides the scores that a row must not see, whatever they hold, and finds the largest of the rest.</summary>
    private float LargestScore(int row, int pageStart)
    {
        float* scores = weights + row * KeyValueLayout.PageTokens;
        var (from, to) = Visible(firsts[row], lasts[row], pageStart);
        if (from > 0 || to < KeyValueLayout.PageTokens)
        {
            for (int key = 0; key < KeyValueLayout.PageTokens; key++)
            {
                if (key < from || key >= to) scores[key] = float.NegativeInfinity;
            }
        }
        var four = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.Load(scores), Vector256.Load(scores + 8)),
            Vector256.MaxNative(Vector256.Load(scores + 16), Vector256.Load(scores + 24)));
        return MathF.Max(largest[row], Lanes.Max(four));
    }

    private void Weigh(int row)
    {
        float* scores = weights + row * KeyValueLayout.PageTokens;
        var max = Vector256.Create(largest[row]);
        var weight0 = Exponential.Of(Vector256.Load(scores) - max);
        var weight1 = Exponential.Of(Vector256.Load(scores + 8) - max);
        var weight2 = Exponential.Of(Vector256.Load(scores + 16) - max);
        var weight3 = Exponential.Of(Vector256.Load(scores + 24) - max);
        weight0.Store(scores);
        weight1.Store(scores + 8);
        weight2.Store(scores + 16);
        weight3.Store(scores + 24);

        float* total = totals + row * Lanes.Count;
        var sum = (weight0 + weight1) + (weight2 + weight3);
        Vector256.FusedMultiplyAdd(Vector256.Load(total), Vector256.Create(decay[row]), sum).Store(total);
    }
}
