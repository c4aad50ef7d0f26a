using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Matrices.Formats;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// How a block of 8 rows × 32 columns meets the bytes of one token: lane r of a vector belongs to row r, and step s of eight covers the columns
/// 4s … 4s + 3. Sums are exact integers, so that every implementation gives the same bits.
/// </summary>
internal interface IByteLanes : IBlockFormat
{
    /// <summary>Where a sum begins, from the activations' start in every lane (<see cref="Quantization.Int8Activations"/>).</summary>
    static abstract Vector256<int> Start(Vector256<int> start);

    /// <summary>Adds a step; <paramref name="x"/> holds the token's four bytes in every lane.</summary>
    static abstract Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<byte> unsigned, Vector256<sbyte> x);

    /// <summary>The unsigned bytes <see cref="Add"/> may want beside the weights, made once for several tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual Vector256<byte> Unsigned(Vector256<byte> weights) => weights;

    /// <summary>Σ weight·activation of the block for each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual Vector256<int> Finish(Vector256<int> sum) => sum;
}

/// <summary>Lanes over the blocks of <typeparamref name="TFormat"/>.</summary>
internal unsafe interface IByteLanes<TFormat> : IByteLanes where TFormat : struct, IBlockFormat
{
    static TensorType IBlockFormat.Type => TFormat.Type;

    static int IBlockFormat.QuantBytes => TFormat.QuantBytes;

    static int IBlockFormat.ScaleBytes => TFormat.ScaleBytes;

    static int IBlockFormat.Bias => TFormat.Bias;

    static BlockTerms IBlockFormat.Terms => TFormat.Terms;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void IBlockFormat.Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high) => TFormat.Weights(quants, i, out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void IBlockFormat.Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second) =>
        TFormat.Scales(scales, block, out first, out second);

    static void IBlockFormat.PackQuants(ReadOnlySpan<byte> block, int part, int* quants) => TFormat.PackQuants(block, part, quants);

    static bool IBlockFormat.PackScales(ReadOnlySpan<byte> block, byte* scales, int row) => TFormat.PackScales(block, scales, row);
}
