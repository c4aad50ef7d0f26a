using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Models;

/// <summary>A model on disk, read the same way whatever its format: tensors under GGUF's names, and its tokenizer.</summary>
internal abstract class ModelFiles : IDisposable
{
    public abstract string Path { get; }

    /// <summary>Bytes on disk.</summary>
    public abstract long Length { get; }

    /// <summary>A tensor by its GGUF name, such as <c>blk.0.attn_q.weight</c>; null where there is none.</summary>
    public abstract Tensor? Find(string name);

    public abstract Tokenizer ReadTokenizer();

    public abstract void Dispose();

    /// <summary>A tensor of exactly this shape (contiguous dimension first).</summary>
    public Tensor Require(string name, params ReadOnlySpan<long> shape)
    {
        var tensor = Find(name) ?? throw new ModelFormatException($"{Path}: the tensor '{name}' is missing; the model is not complete, fetch it again.");
        if (!tensor.Shape.SequenceEqual(shape.ToArray()))
            throw new ModelFormatException($"{Path}: the tensor '{tensor.Name}' is {tensor.ShapeText}, but the model's settings need {string.Join(" x ", shape.ToArray())}; fetch the model again.");
        return tensor;
    }
}
