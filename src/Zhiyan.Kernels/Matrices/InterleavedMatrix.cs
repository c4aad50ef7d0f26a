using Zhiyan.Kernels.Matrices.Formats;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices;

/// <summary>A matrix whose products take the activations as bytes.</summary>
internal sealed class InterleavedMatrix<TLanes>(InterleavedWeights weights, int columns) : Matrix(weights.Rows, columns)
    where TLanes : struct, IByteLanes
{
    public override long Bytes => weights.Bytes;

    internal override bool ReadsBytes => true;

    private protected override void ReadRow(int row, Span<float> values) => weights.Read<TLanes>(row, values);

    internal override int Items(int tokens) => InterleavedKernel.Items(weights, tokens);

    internal override void Compute(int item, MatrixProduct product, int firstRow, int worker) =>
        InterleavedKernel.Multiply<TLanes>(weights, item, product, firstRow, worker);
}

/// <summary>The types with a byte kernel, and the lanes each takes on a CPU.</summary>
internal static class InterleavedMatrix
{
    public static bool Supports(TensorType type) => type is TensorType.Q4_0 or TensorType.Q4_1 or TensorType.Q5_0 or TensorType.Q5_1 or TensorType.Q8_0
        or TensorType.Q4_K or TensorType.Q5_K or TensorType.Q6_K or TensorType.IQ4_NL or TensorType.IQ4_XS or TensorType.MXFP4;

    public static Matrix Create(TensorType type, int rows, int columns, MappedBytes bytes, InstructionSet set) => type switch
    {
        TensorType.Q4_0 => Unsigned<Q4_0Format>(rows, columns, bytes, set),
        TensorType.Q4_1 => Unsigned<Q4_1Format>(rows, columns, bytes, set),
        TensorType.Q5_0 => Unsigned<Q5_0Format>(rows, columns, bytes, set),
        TensorType.Q5_1 => Unsigned<Q5_1Format>(rows, columns, bytes, set),
        TensorType.Q8_0 => Signed<Q8_0Format>(rows, columns, bytes, set),
        TensorType.Q4_K => Unsigned<Q4_KFormat>(rows, columns, bytes, set),
        TensorType.Q5_K => Unsigned<Q5_KFormat>(rows, columns, bytes, set),
        TensorType.Q6_K => Unsigned<Q6_KFormat>(rows, columns, bytes, set),
        TensorType.IQ4_NL => Signed<IQ4_NLFormat>(rows, columns, bytes, set),
        TensorType.IQ4_XS => Signed<IQ4_XSFormat>(rows, columns, bytes, set),
        TensorType.MXFP4 => Unsigned<MXFP4Format>(rows, columns, bytes, set),
        _ => throw new NotSupportedException($"no byte kernel for {type}."),
    };

    private static Matrix Unsigned<TFormat>(int rows, int columns, MappedBytes bytes, InstructionSet set) where TFormat : struct, IBlockFormat
    {
        var weights = InterleavedWeights.Pack<TFormat>(rows, columns, bytes);
        return set switch
        {
            InstructionSet.AvxVnni => new InterleavedMatrix<UnsignedLanes.Whole<TFormat, VnniDot>>(weights, columns),
            InstructionSet.Avx2 => new InterleavedMatrix<UnsignedLanes.Halves<TFormat>>(weights, columns),
            _ => new InterleavedMatrix<UnsignedLanes.Whole<TFormat, PortableDot>>(weights, columns),
        };
    }

    private static Matrix Signed<TFormat>(int rows, int columns, MappedBytes bytes, InstructionSet set) where TFormat : struct, IBlockFormat
    {
        var weights = InterleavedWeights.Pack<TFormat>(rows, columns, bytes);
        return set switch
        {
            InstructionSet.AvxVnni => new InterleavedMatrix<SignedLanes.Raised<TFormat, VnniDot>>(weights, columns),
            InstructionSet.Avx2 => new InterleavedMatrix<SignedLanes.Signed<TFormat>>(weights, columns),
            _ => new InterleavedMatrix<SignedLanes.Raised<TFormat, PortableDot>>(weights, columns),
        };
    }
}
