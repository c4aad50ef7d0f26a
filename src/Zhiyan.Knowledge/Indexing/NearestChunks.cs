namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// The nearest chunks by meaning: what an index of the vectors finds, scored exactly, and of what it does not cover yet, a scan. Without an index, the scan of all. Thread-safe; one thread extends it.
/// </summary>
/// <param name="open">Opens, or begins, the index of vectors; gives null where none is possible.</param>
/// <param name="mostScanned">So many vectors are scanned without an index.</param>
internal sealed class NearestChunks(VectorTable vectors, Func<IVectorIndex?> open, int mostScanned) : IDisposable
{
    /// <summary>An index is asked for so many times the chunks that are wanted: it may miss some, and some may not be wanted.</summary>
    private const int Wider = 2;

    /// <summary>An index that covers all but one in so many is not extended: the rest is scanned in little time.</summary>
    private const int Uncovered = 10;

    private readonly Lock opening = new();
    private volatile IVectorIndex? index;
    private int asked;

    /// <summary>How they are found, for people.</summary>
    public string Name => index is { Count: > 0 } found ? found.Name : "exact";

    public IReadOnlyList<Scored> Of(ReadOnlyMemory<float> vector, int most, Func<int, bool> isWanted)
    {
        // To open it takes a while, in which searches scan.
        if (index is null && vectors.Count > mostScanned && Interlocked.Exchange(ref asked, 1) == 0) _ = Task.Run(Open);
        if (index is not { Count: > 0 and var covered } current || vector.Length != vectors.Dimensions) return vectors.Nearest(vector.Span, most, isWanted);
        var near = current.Near(vector, most * Wider);
        var wanted = near.Where(isWanted).ToList();
        // A search that is held to few documents finds them by the scan alone.
        if (wanted.Count < most) return vectors.Nearest(vector.Span, most, isWanted);
        var top = new TopScores(most);
        foreach (int chunk in wanted.Union(vectors.Nearest(vector.Span, most, isWanted, covered).Select(hit => hit.Chunk))) top.Add(chunk, vectors.Cosine(chunk, vector.Span));
        return top.Descending();
    }

    /// <summary>Opens the index where there are so many vectors that one is worth it, and has it cover what came since.</summary>
    public void Extend(CancellationToken cancellation)
    {
        if (vectors.Count <= mostScanned) return;
        if (Open() is { } current && (current.Count == 0 || vectors.Count - current.Count > vectors.Count / Uncovered)) current.Extend(vectors, cancellation);
    }

    public void Dispose() => index?.Dispose();

    private IVectorIndex? Open()
    {
        lock (opening) return index ??= open();
    }
}
