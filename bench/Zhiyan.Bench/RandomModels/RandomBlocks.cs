using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Bench.RandomModels;

/// <summary>
/// Weights of mean 0 and a given deviation in any stored type. Quantised blocks are random bytes; only their half-float scales are chosen, so that
/// the values come out finite and of that size. The same seed gives the same bytes.
/// </summary>
internal static class RandomBlocks
{
    /// <summary>Where a block has its half floats, and what each is for weights of deviation 1: 1/deviation of the integers that it scales.</summary>
    private static readonly FrozenDictionary<TensorType, (int Offset, double Value)[]> Scales = new Dictionary<TensorType, (int, double)[]>
    {
        [TensorType.Q4_0] = [(0, 1 / 4.61)],
        [TensorType.Q4_1] = [(0, 1 / 4.61), (2, -7.5 / 4.61)],
        [TensorType.Q5_0] = [(0, 1 / 9.23)],
        [TensorType.Q5_1] = [(0, 1 / 9.23), (2, -15.5 / 9.23)],
        [TensorType.Q8_0] = [(0, 1 / 73.6)],
        [TensorType.Q2_K] = [(80, 1 / 17.0), (82, 1.5 / 17.0)],         // scales and minima of 4 bits
        [TensorType.Q3_K] = [(108, 1 / 43.3)],
        [TensorType.Q4_K] = [(0, 1 / 258.0), (2, 7.5 / 258.0)],         // scales and minima of 6 bits: the mean of the one takes off that of the other
        [TensorType.Q5_K] = [(0, 1 / 523.0), (2, 15.5 / 523.0)],
        [TensorType.Q6_K] = [(208, 1 / 1_365.0)],
        [TensorType.IQ4_NL] = [(0, 1 / 67.4)],
        [TensorType.IQ4_XS] = [(0, 1 / 1_247.0)],
    }.ToFrozenDictionary();

    public static IReadOnlyList<TensorType> Supported { get; } =
        [.. Scales.Keys.Concat([TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.MXFP4]).Order()];

    /// <summary>Fills whole blocks of one of <see cref="Supported"/>.</summary>
    public static void Fill(TensorType type, Span<byte> blocks, double deviation, ulong seed)
    {
        var random = new RandomBits(seed);
        switch (type)
        {
            case TensorType.F32:
                foreach (ref var value in MemoryMarshal.Cast<byte, float>(blocks)) value = (float)random.Uniform(deviation);
                break;
            case TensorType.F16:
                foreach (ref var value in MemoryMarshal.Cast<byte, Half>(blocks)) value = (Half)random.Uniform(deviation);
                break;
            case TensorType.BF16:
                foreach (ref var value in MemoryMarshal.Cast<byte, ushort>(blocks)) value = (ushort)(BitConverter.SingleToUInt32Bits((float)random.Uniform(deviation)) >> 16);
                break;
            case TensorType.MXFP4:
                random.Fill(blocks);
                SetExponents(blocks, deviation);
                break;
            default:
                random.Fill(blocks);
                if (type == TensorType.Q8_0) blocks.Replace((byte)0x80, (byte)0x81);     // no quantiser makes -128
                SetScales(type, blocks, deviation, random);
                break;
        }
    }

    private static void SetScales(TensorType type, Span<byte> blocks, double deviation, RandomBits random)
    {
        var (scales, size) = (Scales[type], TensorLayout.BlockBytes(type));
        for (; !blocks.IsEmpty; blocks = blocks[size..])
        {
            var varied = deviation * (0.75 + random.Unit() / 2);
            if (scales.Length == 1 && random.Unit() < 0.5) varied = -varied;     // integers from -8 to 7 have a mean, which this takes away
            foreach (var (offset, value) in scales) BinaryPrimitives.WriteHalfLittleEndian(blocks[offset..], (Half)(value * varied));
        }
    }

    /// <summary>A block's first byte e is the power of two 2^(e − 128) of values (doubled, so that they are whole) of deviation 5.85.</summary>
    private static void SetExponents(Span<byte> blocks, double deviation)
    {
        var exponent = (byte)Math.Clamp(128 + Math.Round(Math.Log2(deviation / 5.85)), 1, 254);
        for (var at = 0; at < blocks.Length; at += TensorLayout.BlockBytes(TensorType.MXFP4)) blocks[at] = exponent;
    }
}
