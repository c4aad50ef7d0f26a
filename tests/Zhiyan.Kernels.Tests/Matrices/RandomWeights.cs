using System.Runtime.InteropServices;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Tests.Matrices;

/// <summary>Random weights of any type in a mapped file of their own: any quants, and scales of either sign around 1/100.</summary>
internal sealed class RandomWeights : IDisposable
{
    private readonly string path = Path.GetTempFileName();
    private readonly MappedFile file;

    public RandomWeights(TensorType type, int rows, int columns, int seed, Half? firstScale = null, byte? quants = null)
    {
        var random = new Random(seed);
        var bytes = new byte[TensorLayout.Bytes(type, (long)rows * columns)];
        if (quants is { } quant) bytes.AsSpan().Fill(quant);
        else random.NextBytes(bytes);
        int blockBytes = TensorLayout.BlockBytes(type);
        for (int i = 0; i < bytes.Length; i += blockBytes)
            WriteScales(type, bytes.AsSpan(i, blockBytes), random);
        if (firstScale is { } scale) MemoryMarshal.Write(bytes.AsSpan(Halves(type)[^1]), in scale);
        Raw = bytes;
        Values = new float[rows * columns];
        Dequantizer.Dequantize(type, bytes, Values);
        File.WriteAllBytes(path, bytes);
        file = new MappedFile(path);
        Bytes = file.Slice(0, file.Length);
    }

    public byte[] Raw { get; }

    /// <summary>The weights as the format defines them.</summary>
    public float[] Values { get; }

    public MappedBytes Bytes { get; }

    public static float[] Activations(int count, int seed)
    {
        var random = new Random(seed);
        var x = new float[count];
        for (int i = 0; i < count; i++) x[i] = (random.NextSingle() + random.NextSingle() - 1) * (i % 7 == 0 ? 5 : 1);
        return x;
    }

    public void Dispose()
    {
        file.Dispose();
        File.Delete(path);
    }

    /// <summary>Where the half floats of a block are: its scales and minimums.</summary>
    private static int[] Halves(TensorType type) => type switch
    {
        TensorType.Q4_1 or TensorType.Q5_1 or TensorType.Q4_K or TensorType.Q5_K => [0, 2],
        TensorType.Q2_K => [80, 82],
        TensorType.Q3_K => [108],
        TensorType.Q6_K => [208],
        _ => [0],
    };

    private static void WriteScales(TensorType type, Span<byte> block, Random random)
    {
        float small = (random.NextSingle() - 0.5f) / 50;
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.Write(block, in small);
                break;
            case TensorType.BF16:
                MemoryMarshal.Write(block, (ushort)(BitConverter.SingleToUInt32Bits(small) >> 16));
                break;
            case TensorType.MXFP4:
                block[0] = (byte)random.Next(118, 124);
                break;
            default:
                foreach (int offset in Halves(type)) MemoryMarshal.Write(block[offset..], (Half)((random.NextSingle() - 0.5f) / 50));
                break;
        }
    }
}
