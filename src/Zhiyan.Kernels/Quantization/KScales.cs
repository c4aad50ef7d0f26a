namespace Zhiyan.Kernels.Quantization;

/// <summary>The 12 bytes that hold eight 6-bit scales and eight 6-bit minimums of Q4_K and Q5_K: the last four of each are split over two places.</summary>
internal static class KScales
{
    public static int Scale(ReadOnlySpan<byte> scales, int part) => part < 4 ? scales[part] & 63 : scales[part + 4] & 15 | scales[part - 4] >> 6 << 4;

    public static int Minimum(ReadOnlySpan<byte> scales, int part) => part < 4 ? scales[part + 4] & 63 : scales[part + 4] >> 4 | scales[part] >> 6 << 4;
}
