using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>bfloat16: the upper half of a 32-bit float.</summary>
public static class BF16
{
    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var upper = MemoryMarshal.Cast<byte, ushort>(blocks);
        int done = 0;
        for (; upper.Length - done >= 16; done += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(upper[done..]));
            (low << 16).AsSingle().CopyTo(values[done..]);
            (high << 16).AsSingle().CopyTo(values[(done + 8)..]);
        }
        for (; done < upper.Length; done++) values[done] = BitConverter.UInt32BitsToSingle((uint)upper[done] << 16);
    }
}
