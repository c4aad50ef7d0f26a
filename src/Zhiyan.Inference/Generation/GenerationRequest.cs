using Zhiyan.Inference.Constraints;
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

    /// <summary>The first prompt token to measure; earlier ones get null, and may come from the cache.</summary>
    public int PromptLogprobsFrom { get; init; }

    /// <summary>What the reply must look like; null for anything. It is no part of a reasoning that the prompt opened.</summary>
    public Constraint? Constraint { get; init; }

    /// <summary>How the reply thinks before it answers; null where it does not, or where that is no concern of the caller.</summary>
    public Reasoning? Reasoning { get; init; }

    public Priority Priority { get; init; }

    /// <summary>Whose request it is: work is shared fairly between users, however many requests each has. Null counts as one user.</summary>
    public string? User { get; init; }

    /// <summary>Drop the oldest tokens of a prompt that is too long, and say so, instead of refusing it.</summary>
    public bool Truncate { get; init; }
}

/// <summary>Who goes first where there is not room for all.</summary>
public enum Priority
{
    /// <summary>Somebody is waiting for it.</summary>
    Interactive,

    /// <summary>A job that may take what the others leave.</summary>
    Background,
}

/// <summary>
/// The stretch of a reply that is thought and not answer: it ends at <paramref name="EndText"/> (such as &lt;/think&gt;), which is forced after
/// <paramref name="Budget"/> tokens; null for no limit. <paramref name="IsOpen"/>: the prompt opened it already.
/// </summary>
public sealed record Reasoning(string StartText, string EndText, int? Budget, bool IsOpen);
