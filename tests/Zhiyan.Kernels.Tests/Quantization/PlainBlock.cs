using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Tests.Quantization;

/// <summary>What a byte kernel makes of a block of a file, one weight at a time: a whole number, its scale and, where the format has one, a minimum.</summary>
internal static class PlainBlock
{
    private static readonly sbyte[] iq4 = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];
    private static readonly sbyte[] fp4 = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

    /// <summary>Columns that share a scale.</summary>
    public static int ScaleColumns(TensorType type) => type == TensorType.Q6_K ? 16 : 32;

    public static bool HasMinimum(TensorType type) => type is TensorType.Q4_1 or TensorType.Q5_1 or TensorType.Q4_K or TensorType.Q5_K;

    /// <summary>Value k of the block as a whole number; five bits with a minimum are centred by 16, for which the minimum makes up.</summary>
    public static int Quant(TensorType type, ReadOnlySpan<byte> block, int k) => type switch
    {
        TensorType.Q4_0 => Nibble(block[2..], k) - 8,
        TensorType.Q4_1 => Nibble(block[4..], k),
        TensorType.Q5_0 => (Nibble(block[6..], k) | Bit(block[2..], k) << 4) - 16,
        TensorType.Q5_1 => (Nibble(block[8..], k) | Bit(block[4..], k) << 4) - 16,
        TensorType.Q8_0 => (sbyte)block[2 + k],
        TensorType.Q4_K => KNibble(block[16..], k),
        TensorType.Q5_K => (KNibble(block[48..], k) | (block[16 + k % 32] >> k / 32 & 1) << 4) - 16,
        TensorType.Q6_K => Q6(block, k / 128, k % 128 / 32, k % 32) - 32,
        TensorType.IQ4_NL => iq4[Nibble(block[2..], k)],
        TensorType.IQ4_XS => iq4[Nibble(block[(8 + k / 32 * 16)..], k % 32)],
        TensorType.MXFP4 => fp4[Nibble(block[1..], k)],
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    public static float Scale(TensorType type, ReadOnlySpan<byte> block, int k) => type switch
    {
        TensorType.Q4_K or TensorType.Q5_K => Half(block) * KScale(block[4..12], block[12..16], k / 32),
        TensorType.Q6_K => Half(block[208..]) * (sbyte)block[192 + k / 16],
        TensorType.IQ4_XS => Half(block) * ((block[4 + k / 64] >> k / 32 % 2 * 4 & 15) + ((block[2] + 256 * block[3]) >> k / 32 * 2 & 3) * 16 - 32),
        TensorType.MXFP4 => (float)Math.ScaleB(1, block[0] - 128),
        _ => Half(block),
    };

    public static float Minimum(TensorType type, ReadOnlySpan<byte> block, int k) => type switch
    {
        TensorType.Q4_1 => Half(block[2..]),
        TensorType.Q5_1 => MathF.FusedMultiplyAdd(Half(block), 16, Half(block[2..])),
        TensorType.Q4_K => -Half(block[2..]) * KScale(block[8..16], block[12..16], k / 32, minimum: true),
        TensorType.Q5_K => MathF.FusedMultiplyAdd(Scale(type, block, k), 16, -Half(block[2..]) * KScale(block[8..16], block[12..16], k / 32, minimum: true)),
        _ => 0,
    };

    private static float Half(ReadOnlySpan<byte> bytes) => (float)BitConverter.ToHalf(bytes);

    private static int Nibble(ReadOnlySpan<byte> nibbles, int k) => k < 16 ? nibbles[k] & 15 : nibbles[k - 16] >> 4;

    private static int Bit(ReadOnlySpan<byte> bits, int k) => bits[k / 8] >> k % 8 & 1;

    private static int KNibble(ReadOnlySpan<byte> nibbles, int k) => nibbles[k / 64 * 32 + k % 32] >> k / 32 % 2 * 4 & 15;

    /// <summary>Scale or minimum of a part; <paramref name="own"/> begins with its first four, <paramref name="shared"/> has the nibbles of the last four.</summary>
    private static int KScale(ReadOnlySpan<byte> own, ReadOnlySpan<byte> shared, int part, bool minimum = false) => part < 4
        ? own[part] & 63
        : (minimum ? shared[part - 4] >> 4 : shared[part - 4] & 15) | own[part - 4] >> 6 << 4;

    private static int Q6(ReadOnlySpan<byte> block, int half, int quarter, int l)
    {
        int low = block[64 * half + (quarter % 2 == 1 ? 32 : 0) + l];
        return (quarter < 2 ? low & 15 : low >> 4) | (block[128 + 32 * half + l] >> 2 * quarter & 3) << 4;
    }
}
