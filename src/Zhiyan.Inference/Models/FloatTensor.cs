using System.Runtime.InteropServices;
using Zhiyan.Inference.Formats;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Inference.Models;

/// <summary>Reads a small tensor (a norm, a bias, rope divisors) into floats.</summary>
internal static class FloatTensor
{
    public static float[] Read(string path, Tensor tensor)
    {
        var values = new float[tensor.Shape.Aggregate(1L, (product, size) => product * size)];
        var bytes = tensor.Data.Span(0, checked((int)tensor.Data.Length));
        if (tensor.Type == TensorType.F32) MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
        else Dequantizer.Dequantize(tensor.Type, bytes, values);
        if (!values.All(float.IsFinite))
            throw new ModelFormatException($"{path}: the tensor '{tensor.Name}' holds values that are no finite numbers; fetch the model again.");
        return values;
    }
}
