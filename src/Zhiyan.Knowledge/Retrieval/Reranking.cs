namespace Zhiyan.Knowledge.Retrieval;

/// <summary>Puts the first passages of a search in the order of a reranker.</summary>
internal static class Reranking
{
    /// <summary>Passages that are judged.</summary>
    public const int Most = 8;

    /// <summary>A search waits no longer for it, and keeps its own order then.</summary>
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(30);

    /// <summary>The passages that were judged, the best first; null where it took too long or could not be.</summary>
    public static async Task<IReadOnlyList<Passage>?> Of(string question, IReadOnlyList<Passage> found, IReranker reranker, TimeProvider time, CancellationToken cancellation)
    {
        var judged = found.Take(Most).ToList();
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var scores = await reranker.Score(question, [.. judged.Select(Read)], either.Token);
            return scores is null ? null : [.. judged.Zip(scores, (passage, score) => (Passage: passage, Score: score)).Index().Select(one => one.Item.Passage with { Reranked = new Reranked(one.Index + 1, one.Item.Score) })
                .OrderByDescending(passage => passage.Reranked!.Score)];
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string Read(Passage passage) => passage.Context.Length == 0 ? passage.Text : $"{passage.Context}\n{passage.Text}";
}
