namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Takes blocks of query rows through the pages of a span of keys of one head: first all keys, then all values. While the blocks work on
/// a page, the next is fetched into the cache.
/// </summary>
internal static unsafe class SpanReader
{
    /// <summary>Adds the span to the sums of the blocks that see it.</summary>
    public static void Read(int head, ReadOnlySpan<RowBlock> blocks, ReadOnlySpan<nint> pages, int span, AttentionScratch scratch)
    {
        var (first, last) = (int.MaxValue, 0);
        foreach (var block in blocks) (first, last) = (Math.Min(first, block.First), Math.Max(last, block.Last));
        int start = span * PagedAttention.SpanPages;
        int from = Math.Max(first / KeyValueLayout.PageTokens, start);
        int to = Math.Min(last / KeyValueLayout.PageTokens + 1, start + PagedAttention.SpanPages);

        nint keys = scratch.Layout.Keys(head), values = scratch.Layout.Values(head);
        for (int page = from; page < to; page++)
        {
            if (!AnySees(blocks, page)) continue;
            nint next = page + 1 < to ? pages[page + 1] + keys : pages[from] + values;
            Score(blocks, (byte*)(pages[page] + keys), page, (byte*)next, scratch);
        }
        foreach (var block in blocks)
        {
            if (SeesSpan(block, span)) block.Weigh(span * PagedAttention.SpanTokens);
        }
        for (int page = from; page < to; page++)
        {
            if (!AnySees(blocks, page)) continue;
            nint next = page + 1 < to ? pages[page + 1] + values : page + 1 < pages.Length ? pages[page + 1] + keys : 0;
            Collect(blocks, (byte*)(pages[page] + values), page, (byte*)next, scratch);
        }
        foreach (var block in blocks)
        {
            if (SeesSpan(block, span)) block.AddSpan();
        }
    }

    private static void Score(ReadOnlySpan<RowBlock> blocks, byte* keys, int page, byte* next, AttentionScratch scratch)
    {
        var layout = scratch.Layout;
        var fetch = new Fetch(next, layout.ColumnsBytes);
        if (layout.Precision == KeyValuePrecision.F32)
        {
            Score<Singles>(blocks, keys, page, fetch);
        }
        else if (layout.Precision == KeyValuePrecision.F16 && blocks.Length == 1)
        {
            Score<Halves>(blocks, keys, page, fetch);
        }
        else
        {
            // Widened once for all blocks: the same values, so the same bits.
            if (layout.Precision == KeyValuePrecision.F16) Halves.Widen(keys, layout.KeyDim * 2, scratch.Page);
            else Quants.WidenKeys(keys, layout.KeyDim, scratch.Page);
            Score<Singles>(blocks, (byte*)scratch.Page, page, fetch);
        }
    }

    private static void Collect(ReadOnlySpan<RowBlock> blocks, byte* values, int page, byte* next, AttentionScratch scratch)
    {
        var layout = scratch.Layout;
        var fetch = new Fetch(next, layout.ColumnsBytes);
        if (layout.Precision == KeyValuePrecision.F32)
        {
            Collect<Singles>(blocks, values, page, fetch);
        }
        else if (layout.Precision == KeyValuePrecision.F16 && blocks.Length == 1)
        {
            Collect<Halves>(blocks, values, page, fetch);
        }
        else
        {
            if (layout.Precision == KeyValuePrecision.F16) Halves.Widen(values, layout.PaddedValueDim * 2, scratch.Page);
            else Quants.WidenValues(values, layout.PaddedValueDim, scratch.Page);
            Collect<Singles>(blocks, (byte*)scratch.Page, page, fetch);
        }
    }

    private static void Score<TColumns>(ReadOnlySpan<RowBlock> blocks, byte* keys, int page, Fetch fetch)
        where TColumns : IColumns
    {
        foreach (var block in blocks)
        {
            if (!Sees(block, page)) continue;
            block.Score<TColumns>(keys, page % PagedAttention.SpanPages, fetch);
            fetch = default;
        }
    }

    private static void Collect<TColumns>(ReadOnlySpan<RowBlock> blocks, byte* values, int page, Fetch fetch)
        where TColumns : IColumns
    {
        int spanStart = page / PagedAttention.SpanPages * PagedAttention.SpanTokens;
        foreach (var block in blocks)
        {
            if (!Sees(block, page)) continue;
            block.Collect<TColumns>(values, page % PagedAttention.SpanPages, spanStart, fetch);
            fetch = default;
        }
    }

    private static bool AnySees(ReadOnlySpan<RowBlock> blocks, int page)
    {
        foreach (var block in blocks)
        {
            if (Sees(block, page)) return true;
        }
        return false;
    }

    private static bool SeesSpan(RowBlock block, int span) => block.Sees(span * PagedAttention.SpanTokens, PagedAttention.SpanTokens);

    private static bool Sees(RowBlock block, int page) => block.Sees(page * KeyValueLayout.PageTokens, KeyValueLayout.PageTokens);
}
