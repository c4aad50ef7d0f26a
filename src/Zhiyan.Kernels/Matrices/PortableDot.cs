using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Matrices;

/// <summary>Four products spelled out, in vectors any CPU has.</summary>
internal readonly struct PortableDot : IByteDot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> unsigned, Vector256<sbyte> signed)
    {
        Vector256<int> u = unsigned.AsInt32(), s = signed.AsInt32(), low = Vector256.Create(255);
        return sum
            + (u & low) * ((s << 24) >> 24)
            + ((u >>> 8) & low) * ((s << 16) >> 24)
            + ((u >>> 16) & low) * ((s << 8) >> 24)
            + (u >>> 24) * (s >> 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Halves(Vector256<int> lanes, short factor) => (((lanes << 16) >> 16) + (lanes >> 16)) * factor;
}
