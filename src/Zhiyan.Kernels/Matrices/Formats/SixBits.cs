using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>
/// Six bits a weight: <see cref="Nibbles"/>, then two vectors of upper bits. Byte 4r + j of the first holds, from bit 2s on, those of q[4s + j] of
/// row r; the second those of q[16 + 4s + j].
/// </summary>
internal static unsafe class SixBits
{
    public const int Bytes = Nibbles.Bytes + 2 * 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high)
    {
        Nibbles.Weights(quants, i, out low, out high);
        low |= Upper(quants + Nibbles.Bytes, i);
        high |= Upper(quants + Nibbles.Bytes + 32, i);
    }

    public static void Pack(Vector256<byte> q, int* quants)
    {
        Nibbles.Pack(q, quants);
        for (int half = 0; half < 2; half++)
        {
            uint upper = 0;
            for (int s = 0; s < 4; s++) upper |= (q.AsUInt32()[4 * half + s] >> 4 & 0x03030303) << 2 * s;
            quants[(4 + half) * InterleavedWeights.GroupRows] = (int)upper;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Upper(byte* bits, int i)
    {
        var upper = Vector256.Load(bits).AsUInt16();
        return (i < 2 ? upper << 4 - 2 * i : upper >>> 2 * i - 4).AsByte() & Vector256.Create((byte)0x30);
    }
}
