using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Causal attention of grouped queries over a paged cache: o = Σ softmax(scale · q·k) v over the keys a query sees. Pages are taken in
/// order at absolute positions and every sum has one order, so a query's result is the same bits whatever other queries are in the call,
/// however the prompt was cut into calls, and on every machine. A key-value head's pages are read once for up to 96 query rows.
/// </summary>
public static unsafe class PagedAttention
{
    /// <summary>
    /// Answers the queries of one key-value head. Work splits over threads by heads and by tokens; each thread has its own scratch.
    /// </summary>
    /// <param name="pages">Page i holds positions 32·i … 32·i + 31; a page that no query sees may be 0. The keys and values of every
    /// position that a query sees must be stored.</param>
    /// <param name="positions">One a token.</param>
    /// <param name="queries">[tokens, stride] with any stride from <see cref="AttentionShape.QueryWidth"/> up, which the length states.
    /// The heads of a token come first in its row; keys and values may follow them.</param>
    /// <param name="output">[tokens, stride] likewise, from <see cref="AttentionShape.OutputWidth"/> up; only this head's group is
    /// written.</param>
    public static void Attend(
        AttentionShape shape, int head, ReadOnlySpan<nint> pages, ReadOnlySpan<int> positions,
        ReadOnlySpan<float> queries, Span<float> output, AttentionScratch scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scratch.Layout, shape.Layout);
        var batch = Batch(shape, head, pages, positions, queries, output);
        int most = scratch.Blocks.Length * Tile.MaxRows;
        for (int start = 0; start < batch.Rows; start += most)
        {
            var blocks = Begin(batch, start, Math.Min(most, batch.Rows - start), scratch);
            Read(batch, blocks, pages, scratch);
            foreach (var block in blocks) block.Finish(batch, output);
        }
        GC.KeepAlive(scratch);     // the blocks hold pointers into it
    }

    /// <summary>The definition, in double.</summary>
    public static void Reference(
        AttentionShape shape, int head, ReadOnlySpan<nint> pages, ReadOnlySpan<int> positions,
        ReadOnlySpan<float> queries, Span<float> output)
    {
        var layout = shape.Layout;
        var batch = Batch(shape, head, pages, positions, queries, output);
        var keys = new float[layout.Heads * layout.KeyDim];
        var values = new float[layout.Heads * layout.ValueDim];
        for (int row = 0; row < batch.Rows; row++)
        {
            // No running maximum: in double, e^score holds for every score below 709.
            double total = 0;
            var sums = new double[layout.ValueDim];
            for (int key = shape.FirstVisible(batch.Position(row)); key <= batch.Position(row); key++)
            {
                KeyValuePage.Load(layout, pages[key / KeyValueLayout.PageTokens], key % KeyValueLayout.PageTokens, keys, values);
                double score = 0;
                for (int d = 0; d < layout.KeyDim; d++) score += (double)batch.Query(row)[d] * keys[head * layout.KeyDim + d];
                double weight = Math.Exp(score * shape.Scale);
                total += weight;
                for (int d = 0; d < sums.Length; d++) sums[d] += weight * values[head * layout.ValueDim + d];
            }
            for (int d = 0; d < sums.Length; d++) batch.Output(row, output)[d] = (float)(sums[d] / total);
        }
    }

    private static ReadOnlySpan<RowBlock> Begin(in AttentionBatch batch, int start, int rows, AttentionScratch scratch)
    {
        int count = 0;
        for (int end = start + rows; start < end; count++)
        {
            int taken = BlockRows(end - start);
            scratch.Blocks[count].Begin(batch, start, taken);
            start += taken;
        }
        return scratch.Blocks.AsSpan(0, count);
    }

    /// <summary>
    /// Sixes, but a five first where they would leave one or three rows, which cost as much as two or four (<see cref="Tile"/>).
    /// </summary>
    private static int BlockRows(int rows) => rows > Tile.MaxRows && (rows % Tile.MaxRows) is 1 or 3 ? 5 : Math.Min(rows, Tile.MaxRows);

    private static void Read(in AttentionBatch batch, ReadOnlySpan<RowBlock> blocks, ReadOnlySpan<nint> pages, AttentionScratch scratch)
    {
        var (first, last) = (int.MaxValue, 0);
        foreach (var block in blocks) (first, last) = (Math.Min(first, block.First), Math.Max(last, block.Last));

        var layout = batch.Shape.Layout;
        int keys = layout.Keys(batch.Head), values = layout.Values(batch.Head);
        for (int index = first / KeyValueLayout.PageTokens; index <= last / KeyValueLayout.PageTokens; index++)
        {
            int pageStart = index * KeyValueLayout.PageTokens;
            if (!AnySees(blocks, pageStart)) continue;

            byte* page = (byte*)pages[index];
            if (layout.Precision == KeyValuePrecision.F32)
            {
                Score<Singles>(blocks, page + keys, pageStart);
                Collect<Singles>(blocks, page + values, pageStart);
            }
            else if (layout.Precision == KeyValuePrecision.Q8_0)
            {
                Quants.WidenKeys(page + keys, layout.KeyDim, scratch.Page);
                Score<Singles>(blocks, (byte*)scratch.Page, pageStart);
                Quants.WidenValues(page + values, layout.PaddedValueDim, scratch.Page);
                Collect<Singles>(blocks, (byte*)scratch.Page, pageStart);
            }
            else if (blocks.Length == 1)
            {
                Score<Halves>(blocks, page + keys, pageStart);
                Collect<Halves>(blocks, page + values, pageStart);
            }
            else
            {
                Score<Singles>(blocks, Widen(page + keys, layout.KeyDim, scratch), pageStart);
                Collect<Singles>(blocks, Widen(page + values, layout.PaddedValueDim, scratch), pageStart);
            }
        }
    }

    private static bool AnySees(ReadOnlySpan<RowBlock> blocks, int pageStart)
    {
        foreach (var block in blocks)
        {
            if (block.Sees(pageStart)) return true;
        }
        return false;
    }

    private static void Score<TColumns>(ReadOnlySpan<RowBlock> blocks, byte* keys, int pageStart)
        where TColumns : IColumns
    {
        foreach (var block in blocks)
        {
            if (block.Sees(pageStart)) block.Score<TColumns>(keys, pageStart);
        }
    }

    private static void Collect<TColumns>(ReadOnlySpan<RowBlock> blocks, byte* values, int pageStart)
        where TColumns : IColumns
    {
        foreach (var block in blocks)
        {
            if (block.Sees(pageStart)) block.Collect<TColumns>(values, pageStart);
        }
    }

    /// <summary>Keys or values of a page in single precision, for several blocks to read; they hold until the next call.</summary>
    private static byte* Widen(byte* halves, int dim, AttentionScratch scratch)
    {
        float* singles = scratch.Page;
        for (float* end = singles + dim * KeyValueLayout.PageTokens; singles < end; singles += Tile.Columns, halves += Halves.Bytes)
        {
            var (low, high) = Halves.Load(halves);
            low.Store(singles);
            high.Store(singles + 8);
        }
        return (byte*)scratch.Page;
    }

    private static AttentionBatch Batch(
        AttentionShape shape, int head, ReadOnlySpan<nint> pages, ReadOnlySpan<int> positions,
        ReadOnlySpan<float> queries, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(head);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(head, shape.Layout.Heads);
        ArgumentOutOfRangeException.ThrowIfZero(positions.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(queries.Length % positions.Length, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length % positions.Length, 0);
        int queryStride = queries.Length / positions.Length, outputStride = output.Length / positions.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(queryStride, shape.QueryWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputStride, shape.OutputWidth);
        foreach (int position in positions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position / KeyValueLayout.PageTokens, pages.Length);
        }
        return new AttentionBatch(shape, head, positions, queries, queryStride, outputStride);
    }
}
