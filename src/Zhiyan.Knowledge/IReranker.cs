namespace Zhiyan.Knowledge;

/// <summary>
/// Judges how well passages answer a question by reading each together with it: better than a search, and so much dearer that only a search's first few are judged. Implemented over
/// a model where the rooms are wired, and over a chat model's likelihoods by <see cref="Retrieval.LikelihoodReranker"/>. Safe for many threads.
/// </summary>
public interface IReranker
{
    /// <summary>For each passage how well it answers, of any size and sign; more is better. Null where it cannot judge now: a search keeps its own order then.</summary>
    Task<IReadOnlyList<double>?> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default);
}
