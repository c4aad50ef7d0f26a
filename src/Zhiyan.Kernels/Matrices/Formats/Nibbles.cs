using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>Four bits a weight, in 4 vectors: byte 4r + j of vector i holds q[4i + j] of row r and, in its upper half, q[16 + 4i + j].</summary>
internal static unsafe class Nibbles
{
    public const int Bytes = 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high)
    {
        var nibbles = Vector256.Load(quants + 32 * i);
        low = nibbles & Vector256.Create((byte)15);
        high = (nibbles.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)15);
    }

    /// <summary>Packs 16 bytes that hold the weights as the vectors do: q[k] below q[16 + k].</summary>
    public static void Pack(byte* nibbles, int* quants)
    {
        for (int i = 0; i < 4; i++) quants[i * InterleavedWeights.GroupRows] = Unsafe.ReadUnaligned<int>(nibbles + i * sizeof(int));
    }
}
