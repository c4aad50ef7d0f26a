using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Models;

/// <summary>A decoder on disk: settings, tensors, and what belongs to its text side.</summary>
internal abstract class Checkpoint : ModelFiles
{
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

    /// <summary>Opens a .gguf file (any part of a split set) or a folder with config.json and safetensors.</summary>
    public static Checkpoint Open(string path)
    {
        if (Directory.Exists(path)) return new HuggingFaceCheckpoint(path);
        if (!File.Exists(path)) throw new ModelFormatException($"{path}: there is no such file or folder; give a .gguf file, a folder with safetensors, or an installed model's name.");
        return new GgufCheckpoint(path);
    }
}

/// <summary>Sampling settings that a model's files recommend; null where they are silent.</summary>
public sealed record SamplingDefaults(float? Temperature = null, int? TopK = null, float? TopP = null, float? MinP = null, float? RepetitionPenalty = null);
