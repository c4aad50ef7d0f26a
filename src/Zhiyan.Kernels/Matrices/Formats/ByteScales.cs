using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>The whole-number scales of eight rows, side by side.</summary>
internal static unsafe class ByteScales
{
    public const int Bytes = InterleavedWeights.GroupRows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(byte* scales)
    {
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int32(scales);
        var (low, high) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)scales).AsByte()));
        return Vector256.Create(low, high).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadSigned(byte* scales)
    {
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int32((sbyte*)scales);
        var (low, high) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)scales).AsSByte()));
        return Vector256.Create(low, high);
    }
}
