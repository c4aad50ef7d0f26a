using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>The half-float scales of eight rows, side by side.</summary>
internal static unsafe class HalfScales
{
    public const int Bytes = InterleavedWeights.GroupRows * sizeof(ushort);

    private const int InfinityBits = 0x7C00;

    /// <summary>
    /// Sign and the other bits of a finite half shifted to their places in a float, whose exponent is then 112 too small, also for subnormals.
    /// (.NET has no class for vcvtph2ps.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* halves)
    {
        var wide = Vector256.WidenLower(Vector128.Load((short*)halves).ToVector256Unsafe());
        return ((wide << 13) & Vector256.Create(unchecked((int)0x8FFFE000))).AsSingle() * Vector256.Create(0x77800000).AsSingle();
    }

    /// <summary>Stores the half float at <paramref name="source"/>; false if it is infinite or not a number.</summary>
    public static bool Pack(byte* source, byte* halves, int row)
    {
        ushort half = Unsafe.ReadUnaligned<ushort>(source);
        ((ushort*)halves)[row] = half;
        return (half & InfinityBits) != InfinityBits;
    }
}
