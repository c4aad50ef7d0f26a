namespace Zhiyan.Inference.Generation;

/// <summary>The prompt, or the prompt and the tokens asked for, do not fit into the context.</summary>
public sealed class ContextOverflowException(int promptTokens, int? maxTokens, int context) : Exception(maxTokens is { } wanted
    ? $"the prompt has {promptTokens:N0} tokens and {wanted:N0} more were asked for, but the context holds {context:N0}; shorten the prompt, ask for fewer tokens, or ask for truncation."
    : $"the prompt has {promptTokens:N0} tokens, but the context holds {context:N0}; shorten the prompt or ask for truncation.")
{
    public int PromptTokens => promptTokens;

    public int Context => context;
}
