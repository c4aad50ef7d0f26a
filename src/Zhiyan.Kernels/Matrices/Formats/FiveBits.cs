using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>Five bits a weight: <see cref="Nibbles"/>, then a vector whose byte 4r + j holds, as bit s, the fifth bit of q[4s + j] of row r.</summary>
internal static unsafe class FiveBits
{
    public const int Bytes = Nibbles.Bytes + 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high)
    {
        Nibbles.Weights(quants, i, out low, out high);
        var fifth = Vector256.Load(quants + Nibbles.Bytes).AsUInt16();
        low |= (fifth << 4 - i).AsByte() & Vector256.Create((byte)16);
        high |= (fifth >>> i).AsByte() & Vector256.Create((byte)16);
    }

    public static void Pack(Vector256<byte> q, int* quants)
    {
        Nibbles.Pack(q, quants);
        uint fifth = 0;
        for (int s = 0; s < 8; s++) fifth |= (q.AsUInt32()[s] >> 4 & 0x01010101) << s;
        quants[4 * InterleavedWeights.GroupRows] = (int)fifth;
    }
}
