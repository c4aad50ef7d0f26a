using Zhiyan.Inference.Formats;
using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Quantization;

namespace Zhiyan.Inference.Models;

/// <summary>Finds and checks a model's weights, and packs them for the kernels.</summary>
/// <param name="progress">Told of the fraction of the weights that is packed, from 0 up to 1; null for nobody.</param>
internal abstract class WeightReader(ModelFiles files, MatrixPrecision precision, IProgress<double>? progress = null)
{
    private long found, packed;     // bytes; every matrix is found before the first is packed

    protected ModelFiles Files => files;

    protected MatrixPrecision Precision => precision;

    /// <summary>The matrix <paramref name="name"/>.weight of a type that works; it is to be packed once.</summary>
    protected Tensor Weight(string name, long columns, long rows)
    {
        var tensor = files.Require(name + ".weight", columns, rows);
        if (!Dequantizer.Supports(tensor.Type))
            throw new ModelFormatException($"{files.Path}: the tensor '{tensor.Name}' is {tensor.Type}, which is not built; these are: {string.Join(", ", Dequantizer.Supported)}.");
        found += tensor.Data.Length;
        return tensor;
    }

    protected float[] Vector(string name, long length)
    {
        var tensor = files.Require(name, length);
        if (!Dequantizer.Supports(tensor.Type)) throw new ModelFormatException($"{files.Path}: the tensor '{tensor.Name}' is {tensor.Type}, which is not built for a vector.");
        return FloatTensor.Read(files.Path, tensor);
    }

    protected Matrix Pack(Tensor tensor) => Pack(tensor, precision);

    /// <summary>A table of which only rows are read: it stays where it lies in the file.</summary>
    protected Matrix Table(Tensor tensor) => Pack(tensor, MatrixPrecision.Exact);

    private Matrix Pack(Tensor tensor, MatrixPrecision wanted)
    {
        try
        {
            var matrix = Matrix.Create(tensor.Type, (int)tensor.Shape[1], (int)tensor.Shape[0], tensor.Data, wanted);
            packed += tensor.Data.Length;
            progress?.Report((double)packed / found);
            return matrix;
        }
        catch (InvalidDataException error)
        {
            throw new ModelFormatException($"{files.Path}: the tensor '{tensor.Name}' is broken: {error.Message}; fetch the model again.", error);
        }
    }
}
