using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Inference.Formats;

/// <summary>
/// A named array in a model file. <paramref name="Shape"/> has the contiguous dimension first (GGUF's ne), so a weight is
/// [input width, output width]; <paramref name="Data"/> has been checked to hold exactly that many values.
/// </summary>
public sealed record Tensor(string Name, TensorType Type, IReadOnlyList<long> Shape, MappedBytes Data)
{
    public string ShapeText => string.Join(" x ", Shape);
}
