namespace Zhiyan.Inference.Generation;

/// <summary>Natural logarithms of the probabilities a model gives the tokens of a continuation, and their sum: 0 for an empty one.</summary>
public sealed record ContinuationScore(double Logprob, IReadOnlyList<double> TokenLogprobs);
