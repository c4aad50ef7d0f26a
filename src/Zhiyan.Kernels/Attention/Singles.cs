using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Attention;

/// <summary>Sixteen floats in order.</summary>
internal readonly unsafe struct Singles : IColumns
{
    public static int Bytes => Tile.Columns * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Low, Vector256<float> High) Load(byte* columns) =>
        (Vector256.Load((float*)columns), Vector256.Load((float*)columns + 8));
}
