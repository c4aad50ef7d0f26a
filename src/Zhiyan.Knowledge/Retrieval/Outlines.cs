using System.Collections.Concurrent;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>Outlines that were asked for lately: a version of a document never changes, and to unpack one takes up to a second. Thread-safe.</summary>
internal sealed class Outlines(Func<long, Document> read)
{
    private const int Most = 512;

    private readonly ConcurrentDictionary<long, Outline> known = [];

    public Outline Of(long document)
    {
        if (known.TryGetValue(document, out var outline)) return outline;
        if (known.Count >= Most) known.Clear();
        return known[document] = Outline.Of(read(document));
    }
}
