using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>The bytes of <paramref name="codebook"/> the nibbles stand for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, Vector128<byte> codebook, out Vector256<byte> low, out Vector256<byte> high)
    {
        Weights(quants, i, out low, out high);
        low = Lookup(codebook, low);
        high = Lookup(codebook, high);
    }

    /// <summary>Packs 16 bytes that hold the weights as the vectors do: q[k] below q[16 + k].</summary>
    public static void Pack(ReadOnlySpan<byte> nibbles, int* quants) => Pack(Vector128.Create(nibbles), quants);

    /// <summary>Packs the lower four bits of 32 bytes.</summary>
    public static void Pack(Vector256<byte> q, int* quants) => Pack(q.GetLower() & Vector128.Create((byte)15) | q.GetUpper() << 4, quants);

    private static void Pack(Vector128<byte> nibbles, int* quants)
    {
        for (int i = 0; i < 4; i++) quants[i * InterleavedWeights.GroupRows] = nibbles.AsInt32()[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Lookup(Vector128<byte> codebook, Vector256<byte> q) => Avx2.IsSupported
        ? Avx2.Shuffle(Vector256.Create(codebook, codebook), q)
        : Vector256.Create(Vector128.Shuffle(codebook, q.GetLower()), Vector128.Shuffle(codebook, q.GetUpper()));
}
