using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Matrices;

namespace Zhiyan.Inference.Models;

/// <summary>The weights of one layer. Matrices that share their input are stacked: q, k, v and gate, up.</summary>
internal sealed record DecoderLayer
{
    public required float[] AttentionNorm { get; init; }

    public required Matrix QueryKeyValue { get; init; }

    public float[]? QueryKeyValueBias { get; init; }

    public float[]? QueryNorm { get; init; }

    public float[]? KeyNorm { get; init; }

    public required AttentionShape Attention { get; init; }

    public required Matrix Output { get; init; }

    public float[]? OutputBias { get; init; }

    public required float[] FeedForwardNorm { get; init; }

    public required Matrix GateUp { get; init; }

    public float[]? GateUpBias { get; init; }

    public required Matrix Down { get; init; }

    public float[]? DownBias { get; init; }
}
