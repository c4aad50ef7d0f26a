using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Generation;

/// <summary>A prompt in token ids and how to go on from it.</summary>
public sealed record GenerationRequest
{
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>Tokens to generate at most; null for as many as the context holds. 0 only reads the prompt.</summary>
    public int? MaxTokens { get; init; }

    public SamplingSettings Sampling { get; init; } = new();

    /// <summary>Texts that end the reply; they are not part of it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Go on past the model's end tokens.</summary>
    public bool IgnoreEnd { get; init; }

    /// <summary>Show control tokens in the text.</summary>
    public bool ShowSpecial { get; init; }

    /// <summary>Log-probabilities of each generated token and this many of its best rivals; null for none.</summary>
    public int? Logprobs { get; init; }

    /// <summary>Log-probabilities of the prompt's own tokens too.</summary>
    public bool PromptLogprobs { get; init; }

    /// <summary>Drop the oldest tokens of a prompt that is too long, and say so, instead of refusing it.</summary>
    public bool Truncate { get; init; }
}
