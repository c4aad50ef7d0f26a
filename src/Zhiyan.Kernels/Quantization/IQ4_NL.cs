using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>32 values in 18 bytes: f16 d; 16 bytes of nibbles, the low ones first. A value is d·<see cref="Codebook"/>[q].</summary>
public static class IQ4_NL
{
    public const int BlockValues = 32;
    public const int BlockBytes = 18;

    /// <summary>Sixteen levels, closer together around zero (kvalues_iq4nl of ggml-common.h).</summary>
    internal static Vector128<sbyte> Codebook
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);
    }

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..], values = values[BlockValues..])
            Block.Scale(Codebook, Block.Nibbles(blocks[2..]), Block.Half(blocks), values);
    }
}
