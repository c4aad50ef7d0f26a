namespace Zhiyan.Inference.Models;

/// <summary>An encoder on disk: settings, tensors and tokenizer.</summary>
internal abstract class EncoderCheckpoint : ModelFiles
{
    public abstract EncoderConfig Config { get; }

    /// <summary>Opens a .gguf file or a folder with config.json and safetensors.</summary>
    public static EncoderCheckpoint Open(string path) => Directory.Exists(path) ? new HuggingFaceEncoder(path) : new GgufEncoder(path);
}
