using Zhiyan.Inference.Models;
using Zhiyan.Kernels.Attention;

namespace Zhiyan.Inference.KvCache;

/// <summary>Layers that look equally far back. They need the same tokens, so that one block of memory serves all of them.</summary>
/// <param name="Window">Tokens that a token sees, itself included; 0 for all.</param>
internal sealed record LayerGroup(int Window, IReadOnlyList<int> Layers, int PageBytes)
{
    public int BlockBytes => checked(Layers.Count * PageBytes);

    public static LayerGroup[] Of(ModelConfig config, KeyValueLayout layout) =>
    [
        .. Enumerable.Range(0, config.Layers).GroupBy(layer => config.Windows[layer])
            .Select(group => new LayerGroup(group.Key, [.. group], layout.PageBytes)),
    ];

    /// <summary>The first block that a token at <paramref name="position"/> or after it can see.</summary>
    public int FirstVisibleBlock(int position) => Window == 0 ? 0 : Math.Max(0, position - Window + 1) / KeyValueLayout.PageTokens;
}
