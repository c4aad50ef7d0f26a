using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Models;

/// <summary>A model on disk, read the same way whatever its format: settings, tensors under GGUF's names, and what belongs to its text side.</summary>
internal abstract class Checkpoint : IDisposable
{
    public abstract string Path { get; }

    /// <summary>Bytes on disk.</summary>
    public abstract long Length { get; }

    public abstract ModelConfig Config { get; }

    /// <summary>The model's own name, where the files tell one.</summary>
    public abstract string? Name { get; }

    /// <summary>The licence as the files give it; null where they do not.</summary>
    public abstract string? License { get; }

    public abstract string? ChatTemplate { get; }

    /// <summary>Tokens at which a reply ends, besides the tokenizer's own end-of-text.</summary>
    public abstract IReadOnlyList<int> EndTokens { get; }

    /// <summary>What the files themselves recommend for sampling.</summary>
    public abstract SamplingDefaults Sampling { get; }

    /// <summary>Every tensor as it is called on disk.</summary>
    public abstract IEnumerable<Tensor> Tensors { get; }

    /// <summary>Settings as the files hold them, for inspection.</summary>
    public abstract IEnumerable<KeyValuePair<string, object?>> Metadata { get; }

    /// <summary>A tensor by its GGUF name, such as <c>blk.0.attn_q.weight</c>; null where there is none.</summary>
    public abstract Tensor? Find(string name);

    public abstract Tokenizer ReadTokenizer();

    public abstract void Dispose();

    /// <summary>Opens a .gguf file (any part of a split set) or a folder with config.json and safetensors.</summary>
    public static Checkpoint Open(string path)
    {
        if (Directory.Exists(path)) return new HuggingFaceCheckpoint(path);
        if (!File.Exists(path)) throw new ModelFormatException($"{path}: there is no such file or folder; give a .gguf file, a folder with safetensors, or an installed model's name.");
        return new GgufCheckpoint(path);
    }

    /// <summary>A tensor of exactly this shape (contiguous dimension first).</summary>
    public Tensor Require(string name, params ReadOnlySpan<long> shape)
    {
        var tensor = Find(name) ?? throw new ModelFormatException($"{Path}: the tensor '{name}' is missing; the model is not complete, fetch it again.");
        if (!tensor.Shape.SequenceEqual(shape.ToArray()))
            throw new ModelFormatException($"{Path}: the tensor '{tensor.Name}' is {tensor.ShapeText}, but the model's settings need {string.Join(" x ", shape.ToArray())}; fetch the model again.");
        return tensor;
    }
}

/// <summary>Sampling settings that a model's files recommend; null where they are silent.</summary>
public sealed record SamplingDefaults(float? Temperature = null, int? TopK = null, float? TopP = null, float? MinP = null, float? RepetitionPenalty = null);
