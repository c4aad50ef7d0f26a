using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>
/// How eight rows of a tensor type lie in <see cref="InterleavedWeights"/>, block of 32 columns after block, and what they mean: a weight is
/// (q − <see cref="Bias"/>)·scale, or q·scale + minimum. Scales and minimums are exact in float32.
/// </summary>
internal unsafe interface IBlockFormat
{
    /// <summary>The type in the file; its blocks hold one or more of 32 columns.</summary>
    static abstract TensorType Type { get; }

    /// <summary>Bytes of the quants of eight rows × 32 columns.</summary>
    static abstract int QuantBytes { get; }

    /// <summary>Bytes of the scales of eight rows × one block of the file.</summary>
    static abstract int ScaleBytes { get; }

    /// <summary>
    /// What a kernel takes off <see cref="Weights"/> that are unsigned, by the start of its sums; 0 where they are signed bytes. In a format with
    /// minimums that only keeps the sums small, and the minimum makes up for it.
    /// </summary>
    static abstract int Bias { get; }

    static abstract BlockTerms Terms { get; }

    /// <summary>The weights of steps <paramref name="i"/> (0 … 3) and i + 4: byte 4r + j of step s belongs to row r and column 4s + j.</summary>
    static abstract void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high);

    /// <summary>
    /// The terms of the eight rows in block <paramref name="block"/> of 32 columns, counted from <paramref name="scales"/>: the scale, and the
    /// minimum or the scale of the last 16 columns.
    /// </summary>
    static abstract void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second);

    /// <summary>Puts part <paramref name="part"/> (32 columns) of a block of the file into every eighth word from <paramref name="quants"/> on.</summary>
    static abstract void PackQuants(ReadOnlySpan<byte> block, int part, int* quants);

    /// <summary>Puts the scales of a block of the file into place <paramref name="row"/> (0 … 7); false if one is no number.</summary>
    static abstract bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row);
}
