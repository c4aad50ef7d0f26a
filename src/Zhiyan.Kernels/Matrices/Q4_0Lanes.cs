using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Q4_0: a block is 4 vectors; byte 4r + j of vector i holds q[4i + j] of row r and, in its upper half, q[16 + 4i + j]. The nibbles stay unsigned:
/// the −8 of the format is in the start.
/// </summary>
internal static unsafe class Q4_0Lanes
{
    private const int BlockBytes = 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights(byte* block, int i, out Vector256<byte> low, out Vector256<byte> high)
    {
        var nibbles = Vector256.Load(block + 32 * i);
        low = nibbles & Vector256.Create((byte)15);
        high = (nibbles.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)15);
    }

    /// <summary>A lane sums in 32 bits.</summary>
    public readonly struct Whole<TDot> : IByteLanes where TDot : struct, IByteDot
    {
        public static int BlockBytes => Q4_0Lanes.BlockBytes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Weights(byte* block, int i, out Vector256<byte> low, out Vector256<byte> high) =>
            Q4_0Lanes.Weights(block, i, out low, out high);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Start(Vector256<int> start) => TDot.Halves(start, 1);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<byte> unsigned, Vector256<sbyte> x) =>
            TDot.Add(sum, weights, x);
    }

    /// <summary>
    /// AVX2: a lane sums in two halves of 16 bits. Each takes 16 products of a nibble and an activation of at most 127 and begins at −8 times
    /// those activations, so it stays within ±16·8·127 = ±16,256 at every step.
    /// </summary>
    public readonly struct Halves : IByteLanes
    {
        public static int BlockBytes => Q4_0Lanes.BlockBytes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Weights(byte* block, int i, out Vector256<byte> low, out Vector256<byte> high) =>
            Q4_0Lanes.Weights(block, i, out low, out high);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Start(Vector256<int> start) => start;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<byte> unsigned, Vector256<sbyte> x) =>
            Avx2.Add(sum.AsInt16(), Avx2.MultiplyAddAdjacent(weights, x)).AsInt32();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Finish(Vector256<int> sum) => Avx2.MultiplyAddAdjacent(sum.AsInt16(), Vector256.Create((short)1));
    }
}
