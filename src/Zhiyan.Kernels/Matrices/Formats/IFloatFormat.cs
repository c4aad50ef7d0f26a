using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Quantization;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>Stored floats that become float32 on their way into a product; infinities and NaNs stay what they are.</summary>
internal unsafe interface IFloatFormat
{
    /// <summary>Bytes of a value.</summary>
    static abstract int Bytes { get; }

    static abstract Vector256<float> Load(byte* eight);

    static abstract float LoadOne(byte* value);
}

internal readonly unsafe struct F32Format : IFloatFormat
{
    public static int Bytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* eight) => Vector256.Load((float*)eight);

    public static float LoadOne(byte* value) => Unsafe.ReadUnaligned<float>(value);
}

internal readonly unsafe struct F16Format : IFloatFormat
{
    public static int Bytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* eight) => F16.Floats(Vector256.WidenLower(Vector128.Load((short*)eight).ToVector256Unsafe()));

    public static float LoadOne(byte* value) => (float)Unsafe.ReadUnaligned<Half>(value);
}

internal readonly unsafe struct BF16Format : IFloatFormat
{
    public static int Bytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* eight) =>
        (Vector256.WidenLower(Vector128.Load((ushort*)eight).ToVector256Unsafe()) << 16).AsSingle();

    public static float LoadOne(byte* value) => BitConverter.UInt32BitsToSingle((uint)Unsafe.ReadUnaligned<ushort>(value) << 16);
}
