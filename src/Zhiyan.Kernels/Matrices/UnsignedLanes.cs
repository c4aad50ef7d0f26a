using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zhiyan.Kernels.Matrices.Formats;

namespace Zhiyan.Kernels.Matrices;

/// <summary>Weights of up to six bits, which stay unsigned: their bias is in the start.</summary>
internal static class UnsignedLanes
{
    /// <summary>A lane sums in 32 bits.</summary>
    public readonly struct Whole<TFormat, TDot> : IByteLanes<TFormat> where TFormat : struct, IBlockFormat where TDot : struct, IByteDot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Start(Vector256<int> start) => TFormat.Bias == 0 ? default : TDot.Halves(start, (short)(TFormat.Bias / 8));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<byte> unsigned, Vector256<sbyte> x) =>
            TDot.Add(sum, weights, x);
    }

    /// <summary>
    /// AVX2: a lane sums in two halves of 16 bits. Each takes n products of a weight and an activation of at most 127 and begins at −bias times
    /// those activations, so at every step it stays within n·bias·127: 16,256 for a bias of 8 and 32,512 for one of 16, where n = 16; 32,512 for
    /// a bias of 32, where there are two scales and n = 8. Weights of 4 bits without a bias stay within 16·15·127 = 30,480.
    /// </summary>
    public readonly struct Halves<TFormat> : IByteLanes<TFormat> where TFormat : struct, IBlockFormat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Start(Vector256<int> start) => TFormat.Bias switch
        {
            0 => default,
            8 => start,
            16 => (start.AsInt16() << 1).AsInt32(),
            32 => (start.AsInt16() << 2).AsInt32(),
            _ => throw new UnreachableException(),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<byte> unsigned, Vector256<sbyte> x) =>
            Avx2.Add(sum.AsInt16(), Avx2.MultiplyAddAdjacent(weights, x)).AsInt32();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Finish(Vector256<int> sum) => Avx2.MultiplyAddAdjacent(sum.AsInt16(), Vector256.Create((short)1));
    }
}
