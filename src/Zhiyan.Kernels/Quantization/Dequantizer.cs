using System.Collections.Frozen;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Quantization;

/// <summary>Every stored type that can be turned into float32; a new format is one file beside this one and one line here.</summary>
public static class Dequantizer
{
    private delegate void Definition(ReadOnlySpan<byte> blocks, Span<float> values);

    private static readonly FrozenDictionary<TensorType, Definition> definitions = new Dictionary<TensorType, Definition>
    {
        [TensorType.F32] = F32.Dequantize,
        [TensorType.F16] = F16.Dequantize,
        [TensorType.BF16] = BF16.Dequantize,
        [TensorType.Q4_0] = Q4_0.Dequantize,
        [TensorType.Q4_1] = Q4_1.Dequantize,
        [TensorType.Q5_0] = Q5_0.Dequantize,
        [TensorType.Q5_1] = Q5_1.Dequantize,
        [TensorType.Q8_0] = Q8_0.Dequantize,
        [TensorType.Q2_K] = Q2_K.Dequantize,
        [TensorType.Q3_K] = Q3_K.Dequantize,
        [TensorType.Q4_K] = Q4_K.Dequantize,
        [TensorType.Q5_K] = Q5_K.Dequantize,
        [TensorType.Q6_K] = Q6_K.Dequantize,
        [TensorType.IQ4_NL] = IQ4_NL.Dequantize,
        [TensorType.IQ4_XS] = IQ4_XS.Dequantize,
        [TensorType.MXFP4] = MXFP4.Dequantize,
    }.ToFrozenDictionary();

    /// <summary>The types that work, in the order of their ids.</summary>
    public static IReadOnlyList<TensorType> Supported { get; } = [.. definitions.Keys.Order()];

    public static bool Supports(TensorType type) => definitions.ContainsKey(type);

    /// <summary>Throws <see cref="NotSupportedException"/>, naming the type and those that work, unless <paramref name="type"/> does.</summary>
    public static void ThrowIfUnsupported(TensorType type)
    {
        if (!Supports(type))
            throw new NotSupportedException($"tensor type {type} is not built yet; those that work are {string.Join(", ", Supported)}.");
    }

    /// <summary>The values of whole blocks, as many as <paramref name="values"/> holds.</summary>
    public static void Dequantize(TensorType type, ReadOnlySpan<byte> blocks, Span<float> values)
    {
        ThrowIfUnsupported(type);
        if (values.Length % TensorLayout.BlockValues(type) != 0 || blocks.Length != TensorLayout.Bytes(type, values.Length))
            throw new ArgumentException($"{blocks.Length:N0} bytes of {type} are not {values.Length:N0} values.", nameof(blocks));
        definitions[type](blocks, values);
    }
}
