using System.Buffers.Binary;
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

    /// <summary>Stores the half float at the start of <paramref name="source"/>; false if it is infinite or not a number.</summary>
    public static bool Pack(ReadOnlySpan<byte> source, byte* halves, int row)
    {
        ushort half = BinaryPrimitives.ReadUInt16LittleEndian(source);
        ((ushort*)halves)[row] = half;
        return (half & InfinityBits) != InfinityBits;
    }

    /// <summary>The same for the negative of a half float.</summary>
    public static bool PackNegative(ReadOnlySpan<byte> source, byte* halves, int row)
    {
        bool sound = Pack(source, halves, row);
        ((ushort*)halves)[row] ^= 0x8000;
        return sound;
    }
}
