namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Attention of grouped queries over a paged cache: o = Σ softmax(scale · q·k) v over the keys a query sees. A query sees the keys up to
/// its position, so queries of a text that are all given its last position see all of it, as in an encoder. Keys are taken in spans of
/// 256 at absolute positions, and every sum has one order, so a query's result is the same bits whatever other queries are in the call,
/// however the prompt was cut into calls or the spans spread over threads, and on every machine.
/// </summary>
public static unsafe class PagedAttention
{
    /// <summary>Keys whose sums are made before they are added to those of the keys before.</summary>
    public const int SpanTokens = SpanPages * KeyValueLayout.PageTokens;

    internal const int SpanPages = Tile.Depth / KeyValueLayout.PageTokens;

    /// <summary>
    /// Answers the queries of one key-value head. Work splits over threads by heads and by tokens, and where that is too little by spans
    /// (<see cref="AttendSpan"/>); each thread has its own scratch. Pages are read once for up to 144 query rows.
    /// </summary>
    /// <param name="pages">Page i holds positions 32·i … 32·i + 31; a page that no query sees may be 0. The keys and values of every
    /// position that a query sees must be stored.</param>
    /// <param name="positions">One a token, in any order.</param>
    /// <param name="queries">[tokens, stride] with any stride from <see cref="AttentionShape.QueryWidth"/> up, which the length states.
    /// The heads of a token come first in its row; keys and values may follow them.</param>
    /// <param name="output">[tokens, stride] likewise, from <see cref="AttentionShape.OutputWidth"/> up; only this head's group is
    /// written.</param>
    public static void Attend(
        AttentionShape shape, int head, ReadOnlySpan<nint> pages, ReadOnlySpan<int> positions,
        ReadOnlySpan<float> queries, Span<float> output, AttentionScratch scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scratch.Layout, shape.Layout);
        var batch = Batch(shape, head, positions, queries, output);
        Check(pages, positions);
        var (first, count) = Spans(shape, positions);
        for (int start = 0; start < batch.Rows;)
        {
            var blocks = Begin(batch, ref start, scratch);
            for (int span = first; span < first + count; span++) SpanReader.Read(head, blocks, pages, span, scratch);
            foreach (var block in blocks) block.Finish(batch, output);
        }
        GC.KeepAlive(scratch);     // the blocks hold pointers into it
    }

    /// <summary>The spans that some query sees. Span i holds positions 256·i … 256·i + 255.</summary>
    public static (int First, int Count) Spans(AttentionShape shape, ReadOnlySpan<int> positions)
    {
        ArgumentOutOfRangeException.ThrowIfZero(positions.Length);
        var (first, last) = (int.MaxValue, 0);
        foreach (int position in positions) (first, last) = (Math.Min(first, shape.FirstVisible(position)), Math.Max(last, position));
        return (first / SpanTokens, last / SpanTokens - first / SpanTokens + 1);
    }

    /// <summary>Floats that the sums of <paramref name="tokens"/> tokens over one span take.</summary>
    public static int SpanFloats(AttentionShape shape, int tokens) => checked(tokens * shape.Group * SoftmaxSums.Floats(shape.Layout));

    /// <summary>
    /// A part of <see cref="Attend"/>: what the queries find in one span, for <see cref="MergeSpans"/>. Spans may be taken in any order.
    /// </summary>
    /// <param name="sums"><see cref="SpanFloats"/> floats, all written.</param>
    public static void AttendSpan(
        AttentionShape shape, int head, int span, ReadOnlySpan<nint> pages, ReadOnlySpan<int> positions,
        ReadOnlySpan<float> queries, Span<float> sums, AttentionScratch scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(span);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scratch.Layout, shape.Layout);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, SpanFloats(shape, positions.Length));
        Check(shape, head);
        var batch = new AttentionBatch(shape, head, positions, queries, Stride(queries, positions, shape.QueryWidth), outputStride: 0);
        Check(pages, positions);
        for (int start = 0; start < batch.Rows;)
        {
            var blocks = Begin(batch, ref start, scratch);
            SpanReader.Read(head, blocks, pages, span, scratch);
            foreach (var block in blocks) block.Save(sums);
        }
        GC.KeepAlive(scratch);
    }

    /// <summary>
    /// Finishes what <see cref="AttendSpan"/> began: <paramref name="output"/>, as <see cref="Attend"/> writes it, from the <paramref
    /// name="sums"/> of all <see cref="Spans"/> in order, [spans][<see cref="SpanFloats"/>].
    /// </summary>
    public static void MergeSpans(AttentionShape shape, int head, ReadOnlySpan<int> positions, ReadOnlySpan<float> sums, Span<float> output)
    {
        Check(shape, head);
        var batch = new AttentionBatch(shape, head, positions, queries: [], queryStride: 0, Stride(output, positions, shape.OutputWidth));
        int spanFloats = SpanFloats(shape, positions.Length), rowFloats = SoftmaxSums.Floats(shape.Layout);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, checked(Spans(shape, positions).Count * spanFloats));
        float* merged = stackalloc float[rowFloats];
        fixed (float* all = sums)
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                SoftmaxSums.Clear(shape.Layout, merged);
                for (int i = row * rowFloats; i < sums.Length; i += spanFloats) SoftmaxSums.Add(shape.Layout, merged, all + i);
                SoftmaxSums.Mean(shape.Layout, merged, batch.Output(row, output));
            }
        }
    }

    /// <summary>The definition, in double.</summary>
    public static void Reference(
        AttentionShape shape, int head, ReadOnlySpan<nint> pages, ReadOnlySpan<int> positions,
        ReadOnlySpan<float> queries, Span<float> output)
    {
        var layout = shape.Layout;
        var batch = Batch(shape, head, positions, queries, output);
        Check(pages, positions);
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

    /// <summary>Hands rows from <paramref name="start"/> on to blocks until there is no more of either.</summary>
    private static ReadOnlySpan<RowBlock> Begin(in AttentionBatch batch, ref int start, AttentionScratch scratch)
    {
        int count = 0;
        for (; count < scratch.Blocks.Length && start < batch.Rows; count++)
        {
            start += scratch.Blocks[count].Begin(batch, start, BlockRows(batch.Rows - start));
        }
        return scratch.Blocks.AsSpan(0, count);
    }

    /// <summary>
    /// Sixes, but a five first where they would leave one or three rows, which cost as much as two or four (<see cref="Tile"/>).
    /// </summary>
    private static int BlockRows(int rows) => rows > Tile.MaxRows && (rows % Tile.MaxRows) is 1 or 3 ? 5 : Math.Min(rows, Tile.MaxRows);

    private static AttentionBatch Batch(
        AttentionShape shape, int head, ReadOnlySpan<int> positions, ReadOnlySpan<float> queries, ReadOnlySpan<float> output)
    {
        Check(shape, head);
        int queryStride = Stride(queries, positions, shape.QueryWidth), outputStride = Stride(output, positions, shape.OutputWidth);
        return new AttentionBatch(shape, head, positions, queries, queryStride, outputStride);
    }

    private static int Stride(ReadOnlySpan<float> rows, ReadOnlySpan<int> positions, int width)
    {
        ArgumentOutOfRangeException.ThrowIfZero(positions.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length % positions.Length, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length / positions.Length, width);
        return rows.Length / positions.Length;
    }

    private static void Check(AttentionShape shape, int head)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(head);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(head, shape.Layout.Heads);
    }

    private static void Check(ReadOnlySpan<nint> pages, ReadOnlySpan<int> positions)
    {
        foreach (int position in positions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position / KeyValueLayout.PageTokens, pages.Length);
        }
    }
}
