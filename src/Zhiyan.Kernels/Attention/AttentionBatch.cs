namespace Zhiyan.Kernels.Attention;

/// <summary>The query rows of one call for one key-value head: the heads of its group, token by token.</summary>
internal readonly ref struct AttentionBatch(
    AttentionShape shape, int head, ReadOnlySpan<int> positions, ReadOnlySpan<float> queries, int queryStride, int outputStride)
{
    private readonly ReadOnlySpan<int> positions = positions;
    private readonly ReadOnlySpan<float> queries = queries;

    public AttentionShape Shape { get; } = shape;

    public int Head { get; } = head;

    public int Rows => positions.Length * Shape.Group;

    public int Position(int row) => positions[row / Shape.Group];

    public ReadOnlySpan<float> Query(int row) => queries.Slice(Start(row, queryStride, Shape.Layout.KeyDim), Shape.Layout.KeyDim);

    public Span<float> Output(int row, Span<float> output) =>
        output.Slice(Start(row, outputStride, Shape.Layout.ValueDim), Shape.Layout.ValueDim);

    private int Start(int row, int stride, int headDim) =>
        row / Shape.Group * stride + (Head * Shape.Group + row % Shape.Group) * headDim;
}
