namespace Zhiyan.Inference.Chat;

/// <summary>
/// The room a conversation takes in a model's context. <paramref name="Tokens"/> is what all of it would take, <paramref name="Sent"/> what is
/// left of it with <see cref="ChatRequest.Truncate"/>, and <paramref name="Dropped"/> tells by their index the messages that this leaves out.
/// </summary>
public sealed record PromptSize(int Tokens, int Sent, int Context, IReadOnlyList<int> Dropped)
{
    /// <summary>False where not even the last question fits.</summary>
    public bool Fits { get; init; } = true;
}
