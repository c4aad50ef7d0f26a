namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// Finds vectors near another one without looking at each, and may miss some. It holds a copy of the first chunks' vectors, so it can be made anew at any time. Thread-safe; one thread extends it.
/// </summary>
internal interface IVectorIndex : IDisposable
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>The chunks it covers, from the first.</summary>
    int Count { get; }

    /// <summary>Chunks near a vector of length 1, in no order that counts; none once it is disposed.</summary>
    IReadOnlyList<int> Near(ReadOnlyMemory<float> vector, int most);

    /// <summary>Has it cover all vectors of a table, and keeps it for the next process. Ended in between, it covers what it covered, and no work is lost that is stored.</summary>
    void Extend(VectorTable vectors, CancellationToken cancellation);
}
