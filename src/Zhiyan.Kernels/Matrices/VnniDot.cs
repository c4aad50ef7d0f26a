using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Zhiyan.Kernels.Matrices;

/// <summary>AVX-VNNI: vpdpbusd does in one instruction what <see cref="PortableDot"/> spells out.</summary>
internal readonly struct VnniDot : IByteDot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> unsigned, Vector256<sbyte> signed) =>
        AvxVnni.MultiplyWideningAndAdd(sum, unsigned, signed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Halves(Vector256<int> lanes, short factor) =>
        Avx2.MultiplyAddAdjacent(lanes.AsInt16(), Vector256.Create(factor));
}
