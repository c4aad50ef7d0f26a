namespace Zhiyan.Kernels.Operations;

/// <summary>Which two values of a head turn together.</summary>
public enum RopePairing
{
    /// <summary>i and i + rotary/2: Qwen, Gemma, Phi, and every Hugging Face Llama.</summary>
    HalfSplit,

    /// <summary>2i and 2i + 1: Llama in GGUF, DeepSeek, ERNIE.</summary>
    Interleaved,
}
