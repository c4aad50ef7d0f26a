using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices;

/// <summary>A matrix whose products take the activations as bytes.</summary>
internal sealed class InterleavedMatrix<TLanes>(InterleavedWeights weights, int columns) : Matrix(weights.Rows, columns)
    where TLanes : struct, IByteLanes
{
    public override long Bytes => weights.Bytes;

    internal override bool ReadsBytes => true;

    private protected override void ReadRow(int row, Span<float> values) => weights.Read(row, values);

    internal override int Items(int tokens) => tokens == 1 ? InterleavedKernel.VectorItems(weights) : InterleavedKernel.BatchItems(weights, tokens);

    internal override void Compute(int item, MatrixProduct product, int firstRow, int worker)
    {
        if (product.Tokens == 1) InterleavedKernel.MultiplyVector<TLanes>(weights, item, product, firstRow, worker);
        else InterleavedKernel.MultiplyBatch<TLanes>(weights, item, product, firstRow, worker);
    }
}

internal static class InterleavedMatrix
{
    public static bool Supports(TensorType type) => type is TensorType.Q4_0 or TensorType.Q8_0;

    public static Matrix Create(TensorType type, int rows, int columns, MappedBytes bytes, InstructionSet set)
    {
        var weights = new InterleavedWeights(type, rows, columns, bytes);
        return (type, set) switch
        {
            (TensorType.Q4_0, InstructionSet.AvxVnni) => new InterleavedMatrix<Q4_0Lanes.Whole<VnniDot>>(weights, columns),
            (TensorType.Q4_0, InstructionSet.Avx2) => new InterleavedMatrix<Q4_0Lanes.Halves>(weights, columns),
            (TensorType.Q4_0, _) => new InterleavedMatrix<Q4_0Lanes.Whole<PortableDot>>(weights, columns),
            (TensorType.Q8_0, InstructionSet.AvxVnni) => new InterleavedMatrix<Q8_0Lanes.Raised<VnniDot>>(weights, columns),
            (TensorType.Q8_0, InstructionSet.Avx2) => new InterleavedMatrix<Q8_0Lanes.Signed>(weights, columns),
            (TensorType.Q8_0, _) => new InterleavedMatrix<Q8_0Lanes.Raised<PortableDot>>(weights, columns),
            _ => throw new NotSupportedException($"no byte kernel for {type}."),
        };
    }
}
