using System.Runtime.InteropServices;

namespace Zhiyan.Kernels.Quantization;

/// <summary>32-bit floats, little endian.</summary>
public static class F32
{
    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values) => MemoryMarshal.Cast<byte, float>(blocks).CopyTo(values);
}
