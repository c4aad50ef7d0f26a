using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Zhiyan.Kernels.Matrices;

/// <summary>Q8_0: a block is 8 vectors; byte 4r + j of vector s holds the signed weight q[4s + j] of row r.</summary>
internal static unsafe class Q8_0Lanes
{
    private const int BlockBytes = 256;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights(byte* block, int i, out Vector256<byte> low, out Vector256<byte> high)
    {
        low = Vector256.Load(block + 32 * i);
        high = Vector256.Load(block + 32 * (i + 4));
    }

    /// <summary>Weights raised by 128 to be unsigned; the start is −8·Σx in two halves, so 16 times their sum takes the 128 off again.</summary>
    public readonly struct Raised<TDot> : IByteLanes where TDot : struct, IByteDot
    {
        public static int BlockBytes => Q8_0Lanes.BlockBytes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Weights(byte* block, int i, out Vector256<byte> low, out Vector256<byte> high) =>
            Q8_0Lanes.Weights(block, i, out low, out high);

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
    public readonly struct Signed : IByteLanes
    {
        public static int BlockBytes => Q8_0Lanes.BlockBytes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Weights(byte* block, int i, out Vector256<byte> low, out Vector256<byte> high) =>
            Q8_0Lanes.Weights(block, i, out low, out high);

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
