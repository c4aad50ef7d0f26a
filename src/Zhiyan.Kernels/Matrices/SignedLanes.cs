using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zhiyan.Kernels.Matrices.Formats;

namespace Zhiyan.Kernels.Matrices;

/// <summary>Weights that are signed bytes.</summary>
internal static class SignedLanes
{
    /// <summary>Weights raised by 128 to be unsigned; the start is −8·Σx in two halves, so 16 times their sum takes the 128 off again.</summary>
    public readonly struct Raised<TFormat, TDot> : IByteLanes<TFormat> where TFormat : struct, IBlockFormat where TDot : struct, IByteDot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Start(Vector256<int> start) => TDot.Halves(start, 16);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Unsigned(Vector256<byte> weights) => weights ^ Vector256.Create((byte)128);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<byte> unsigned, Vector256<sbyte> x) =>
            TDot.Add(sum, unsigned, x);
    }

    /// <summary>
    /// AVX2: |w| times x under the sign of w, as vpmaddubsw wants its first factor unsigned. A pair is at most 2·128·127 = 32,512, but two pairs
    /// do not fit 16 bits, so each widens at once.
    /// </summary>
    public readonly struct Signed<TFormat> : IByteLanes<TFormat> where TFormat : struct, IBlockFormat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Start(Vector256<int> start) => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Unsigned(Vector256<byte> weights) => Avx2.Abs(weights.AsSByte());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<byte> unsigned, Vector256<sbyte> x)
        {
            var pairs = Avx2.MultiplyAddAdjacent(unsigned, Avx2.Sign(x, weights.AsSByte()));
            return Avx2.Add(sum, Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((short)1)));
        }
    }
}
