namespace Zhiyan.Kernels.Attention;

/// <summary>
/// The working memory of <see cref="PagedAttention"/>, sized once for a layout; one for each thread, used by one call at a time.
/// </summary>
public sealed unsafe class AttentionScratch
{
    /// <summary>
    /// Blocks of query rows in work at once: enough that widening a page is small beside using it, few enough to stay in L2.
    /// </summary>
    private const int MaxBlocks = 24;

    private const int AlignmentBytes = 64;

    // Pinned, so that the pointers into it hold for as long as the scratch lives.
    private readonly float[] memory;

    public AttentionScratch(KeyValueLayout layout)
    {
        Layout = layout;
        int page = KeyValueLayout.PageTokens * Math.Max(layout.KeyDim, layout.PaddedValueDim);
        int block = RowBlock.Floats(layout);
        memory = GC.AllocateArray<float>(checked(page + MaxBlocks * block + AlignmentBytes / sizeof(float)), pinned: true);
        fixed (float* start = memory)
        {
            Page = (float*)(((nuint)start + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes);
        }

        Blocks = new RowBlock[MaxBlocks];
        for (int i = 0; i < MaxBlocks; i++) Blocks[i] = new RowBlock(layout, Page + page + i * block);
    }

    public KeyValueLayout Layout { get; }

    internal RowBlock[] Blocks { get; }

    /// <summary>Room for the keys or the values of one head of a page, in single precision.</summary>
    internal float* Page { get; }
}
