namespace Zhiyan.Knowledge;

/// <summary>
/// How likely a chat model finds words: the one way in which this room learns anything from a model's weights. Implemented over the engine where the rooms
/// are wired. Safe for many threads.
/// </summary>
public interface ILikelihoods
{
    /// <summary>
    /// How likely each continuation is as the beginning of the reply to a message; the message is read once. A message that begins as an earlier one did is
    /// cheap: what they share is read from a cache, so put what stays the same first.
    /// </summary>
    Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default);
}

/// <summary>A continuation's likelihood: natural logarithms, one for each of its tokens, none for an empty one.</summary>
public sealed record Likelihood(IReadOnlyList<double> TokenLogprobs)
{
    public double Logprob => TokenLogprobs.Sum();
}
