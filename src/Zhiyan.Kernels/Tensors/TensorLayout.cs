namespace Zhiyan.Kernels.Tensors;

/// <summary>Values and bytes of one block of each <see cref="TensorType"/> (ggml-common.h); a plain type is a block of one value.</summary>
public static class TensorLayout
{
    /// <summary>Whether the id names a type at all; ids 4, 5, 31 to 33 and 36 to 38 were taken out of the format.</summary>
    public static bool IsDefined(TensorType type) => Sizes(type).Values > 0;

    public static int BlockValues(TensorType type) => Sizes(type).Values;

    public static int BlockBytes(TensorType type) => Sizes(type).Bytes;

    /// <summary>Bytes of <paramref name="values"/> values, which must fill whole blocks.</summary>
    public static long Bytes(TensorType type, long values) => checked(values / BlockValues(type) * BlockBytes(type));

    private static (int Values, int Bytes) Sizes(TensorType type) => type switch
    {
        TensorType.F32 or TensorType.I32 => (1, 4),
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => (1, 2),
        TensorType.F64 or TensorType.I64 => (1, 8),
        TensorType.I8 => (1, 1),
        TensorType.Q4_0 or TensorType.IQ4_NL => (32, 18),
        TensorType.Q4_1 => (32, 20),
        TensorType.Q5_0 => (32, 22),
        TensorType.Q5_1 => (32, 24),
        TensorType.Q8_0 => (32, 34),
        TensorType.Q8_1 => (32, 36),
        TensorType.Q2_K => (256, 84),
        TensorType.Q3_K => (256, 110),
        TensorType.Q4_K => (256, 144),
        TensorType.Q5_K => (256, 176),
        TensorType.Q6_K => (256, 210),
        TensorType.Q8_K => (256, 292),
        TensorType.IQ2_XXS or TensorType.TQ2_0 => (256, 66),
        TensorType.IQ2_XS => (256, 74),
        TensorType.IQ3_XXS => (256, 98),
        TensorType.IQ1_S => (256, 50),
        TensorType.IQ3_S => (256, 110),
        TensorType.IQ2_S => (256, 82),
        TensorType.IQ4_XS => (256, 136),
        TensorType.IQ1_M => (256, 56),
        TensorType.TQ1_0 => (256, 54),
        TensorType.MXFP4 => (32, 17),
        TensorType.NVFP4 => (64, 36),
        TensorType.Q1_0 => (128, 18),
        TensorType.Q2_0 => (64, 18),
        _ => (0, 0),
    };
}
