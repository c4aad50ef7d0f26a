using Cloud.Unum.USearch;
using Zhiyan.Kernels.Vectors;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// A navigable graph of the vectors (HNSW, Malkov and Yashunin, 2016) by USearch, in memory and in a sealed file. A file that is missing, cut off, damaged or of other vectors counts as none: the graph is made anew.
/// </summary>
internal sealed class UsearchIndex : IVectorIndex
{
    /// <summary>Neighbours of a vector in the graph; vectors that are looked at to find them, and at least so many for a search.</summary>
    private const int Neighbours = 16, LookedAtToAdd = 128, LookedAtToSearch = 64;

    /// <summary>Vectors that are added before the file is written, so that no more work than theirs is lost; and before anybody is asked whether to go on.</summary>
    private const int Step = 250_000, Batch = 4_096;

    private readonly string path;
    private readonly ReaderWriterLockSlim access = new();
    private readonly SemaphoreSlim threads = new(Environment.ProcessorCount);       // the library serves so many at once
    private USearchIndex? graph;
    private volatile int count;
    private bool isDisposed;

    private UsearchIndex(string path) => this.path = path;

    public string Name => "USearch";

    public int Count => count;

    /// <summary>Opens the file where it fits the vectors. Gives null where the library does not run on this machine.</summary>
    public static UsearchIndex? Open(string path, VectorTable vectors)
    {
        try
        {
            USearchCapabilities.Version();
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            return null;
        }
        var index = new UsearchIndex(path);
        if (GraphSeal.Read(path) is { } seal && seal.Covers(vectors) && seal.IsWhole(path)) index.Take(new USearchIndex(path), seal.Count);
        return index;
    }

    public IReadOnlyList<int> Near(ReadOnlyMemory<float> vector, int most)
    {
        var question = new sbyte[vector.Length];
        Int8Vector.Quantize(vector.Span, question);
        threads.Wait();
        access.EnterReadLock();
        try
        {
            if (graph is null) return [];
            graph.Search(question, most, out var keys, out _);
            return [.. keys.Select(key => (int)key)];
        }
        finally
        {
            access.ExitReadLock();
            threads.Release();
        }
    }

    /// <summary>A larger graph is made beside the one that answers.</summary>
    public void Extend(VectorTable vectors, CancellationToken cancellation)
    {
        for (int target; count < (target = Math.Min(vectors.Count, count + Step));)
        {
            var larger = count == 0 ? new USearchIndex(MetricKind.Cos, ScalarKind.Int8, (ulong)vectors.Dimensions, Neighbours, LookedAtToAdd, LookedAtToSearch) : new USearchIndex(path);
            try
            {
                for (int first = count; first < target; first += Batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var chunks = Enumerable.Range(first, Math.Min(Batch, target - first)).ToArray();
                    larger.Add([.. chunks.Select(chunk => (ulong)chunk)], [.. chunks.Select(chunk => vectors.Quants(chunk).ToArray())]);
                }
                larger.Save(path + ".new");
                GraphSeal.Seal(path, vectors, target);
            }
            catch
            {
                larger.Dispose();
                throw;
            }
            Take(larger, target);
        }
    }

    public void Dispose()
    {
        isDisposed = true;
        Take(null, 0);
    }

    private void Take(USearchIndex? next, int covered)
    {
        access.EnterWriteLock();
        graph?.Dispose();
        graph = isDisposed ? null : next;
        if (isDisposed) next?.Dispose();
        count = covered;
        access.ExitWriteLock();
    }
}
