using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// How a block of 8 rows × 32 columns meets the bytes of one token: lane r of a vector belongs to row r, and step s of eight covers the columns
/// 4s … 4s + 3. Sums are exact integers, so that every implementation gives the same bits.
/// </summary>
internal unsafe interface IByteLanes
{
    /// <summary>Bytes of a block's weights; its scales lie elsewhere.</summary>
    static abstract int BlockBytes { get; }

    /// <summary>The weights of steps <paramref name="i"/> (0 … 3) and i + 4, a byte each.</summary>
    static abstract void Weights(byte* block, int i, out Vector256<byte> low, out Vector256<byte> high);

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
