namespace Zhiyan.Kernels.Attention;

/// <summary>
/// What attention in one layer looks like: how many query heads share a key-value head, the factor on the scores, and how far back a
/// query sees.
/// </summary>
public sealed record AttentionShape
{
    /// <param name="group">Query heads for each key-value head; query heads h·group … h·group + group − 1 read key-value head h.</param>
    /// <param name="scale">The factor on q·k, usually 1/√keyDim.</param>
    /// <param name="window">A query at position p sees the keys at p − window + 1 … p; <see cref="int.MaxValue"/> for all up to p.</param>
    public AttentionShape(KeyValueLayout layout, int group, float scale, int window = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(group);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        (Layout, Group, Scale, Window) = (layout, group, scale, window);
    }

    public KeyValueLayout Layout { get; }

    public int Group { get; }

    public float Scale { get; }

    public int Window { get; }

    /// <summary>Query values of one token: heads · group · keyDim.</summary>
    public int QueryWidth => Layout.Heads * Group * Layout.KeyDim;

    /// <summary>Output values of one token: heads · group · valueDim.</summary>
    public int OutputWidth => Layout.Heads * Group * Layout.ValueDim;

    /// <summary>The first position that a query at <paramref name="position"/> sees.</summary>
    public int FirstVisible(int position) => Math.Max(0, position - Window + 1);
}
