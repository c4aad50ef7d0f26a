using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>What the 32-value formats have in common: 16 small integers become 16 floats.</summary>
internal static class Block
{
    /// <summary>The half float at the start of <paramref name="bytes"/>.</summary>
    public static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    /// <summary>q·d for 16 values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(Vector128<sbyte> q, float d, Span<float> values)
    {
        var (low, high) = Floats(q);
        (low * d).CopyTo(values);
        (high * d).CopyTo(values[8..]);
    }

    /// <summary>q·d + m for 16 values, rounded after the product as the formats' reference does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScaleAndAdd(Vector128<sbyte> q, float d, float m, Span<float> values)
    {
        var (low, high) = Floats(q);
        (low * d + Vector256.Create(m)).CopyTo(values);
        (high * d + Vector256.Create(m)).CopyTo(values[8..]);
    }

    /// <summary>16 for every set bit of <paramref name="bits"/>, the lowest bit first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> FifthBits(ushort bits)
    {
        var place = Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128);
        var eachByte = Vector128.Shuffle(Vector128.Create(bits).AsByte(), Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
        return Vector128.Equals(eachByte & place, place) & Vector128.Create((byte)16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Floats(Vector128<sbyte> q)
    {
        var (low, high) = Vector128.Widen(q);
        return (Floats(low), Floats(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Floats(Vector128<short> q)
    {
        var (low, high) = Vector128.Widen(q);
        return Vector256.ConvertToSingle(Vector256.Create(low, high));
    }
}
