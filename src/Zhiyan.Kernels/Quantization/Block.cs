using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>What the formats have in common: small integers become floats.</summary>
internal static class Block
{
    /// <summary>The half float at the start of <paramref name="bytes"/>.</summary>
    public static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    /// <summary>32 nibbles in the order of their values: the low ones of 16 bytes, then the high ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Nibbles(ReadOnlySpan<byte> bytes)
    {
        var nibbles = Vector128.Create(bytes);
        return Vector256.Create(nibbles & Vector128.Create((byte)15), nibbles >>> 4);
    }

    /// <summary>q·d for 32 values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(Vector256<sbyte> q, float d, Span<float> values)
    {
        Scale(q.GetLower(), d, values);
        Scale(q.GetUpper(), d, values[16..]);
    }

    /// <summary>codebook[q]·d for 32 values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(Vector128<sbyte> codebook, Vector256<byte> q, float d, Span<float> values)
    {
        Scale(Vector128.Shuffle(codebook, q.GetLower().AsSByte()), d, values);
        Scale(Vector128.Shuffle(codebook, q.GetUpper().AsSByte()), d, values[16..]);
    }

    /// <summary>q·d + m for 32 values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScaleAndAdd(Vector256<sbyte> q, float d, float m, Span<float> values)
    {
        ScaleAndAdd(q.GetLower(), d, m, values);
        ScaleAndAdd(q.GetUpper(), d, m, values[16..]);
    }

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

    /// <summary>16 for every set bit of the first four bytes, the lowest bit first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> FifthBits(ReadOnlySpan<byte> bits) => Vector256.Create(
        FifthBits(BinaryPrimitives.ReadUInt16LittleEndian(bits)), FifthBits(BinaryPrimitives.ReadUInt16LittleEndian(bits[2..])));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> FifthBits(ushort bits)
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
