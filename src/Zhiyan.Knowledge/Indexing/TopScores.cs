namespace Zhiyan.Knowledge.Indexing;

/// <summary>The best of many scores. Of equal ones the earlier chunk is better, so the result does not depend on the order they come in.</summary>
internal sealed class TopScores(int most)
{
    private readonly PriorityQueue<int, (float Score, int Chunk)> queue = new(most + 1, Comparer<(float Score, int Chunk)>.Create(static (a, b) => a.Score != b.Score ? a.Score.CompareTo(b.Score) : b.Chunk.CompareTo(a.Chunk)));

    /// <summary>A score below this one does not get in.</summary>
    public float Least => queue.Count < most ? float.NegativeInfinity : queue.TryPeek(out _, out var least) ? least.Score : float.NegativeInfinity;

    public void Add(int chunk, float score)
    {
        if (queue.Count < most) queue.Enqueue(chunk, (score, chunk));
        else queue.EnqueueDequeue(chunk, (score, chunk));
    }

    public IReadOnlyList<Scored> Descending()
    {
        var scored = queue.UnorderedItems.Select(item => new Scored(item.Element, item.Priority.Score)).ToList();
        scored.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Chunk.CompareTo(b.Chunk));
        return scored;
    }
}

/// <summary>A chunk of an index by its number, and how well it fits.</summary>
internal readonly record struct Scored(int Chunk, float Score);
