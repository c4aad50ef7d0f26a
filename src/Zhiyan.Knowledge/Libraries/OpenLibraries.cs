namespace Zhiyan.Knowledge.Libraries;

/// <summary>The libraries whose documents and index are in memory: the last ones that were used, a bounded number of them. Thread-safe.</summary>
/// <param name="most">More stay open only while something is being done for them.</param>
internal sealed class OpenLibraries(int most)
{
    private readonly LinkedList<Library> used = [];       // the last one first
    private readonly Dictionary<long, LinkedListNode<Library>> places = [];
    private readonly Lock turn = new();

    /// <summary>Notes that a library is used, and closes what nobody has used for longest.</summary>
    public void Use(Library library)
    {
        lock (turn)
        {
            if (used.First?.Value == library) return;
            if (places.TryGetValue(library.Id, out var place)) used.Remove(place);
            places[library.Id] = used.AddFirst(library);
        }
        foreach (var oldest in Beyond())
            if (oldest.TryClose()) Forget(oldest);
    }

    public void Forget(Library library)
    {
        lock (turn)
            if (places.Remove(library.Id, out var place)) used.Remove(place);
    }

    private List<Library> Beyond()
    {
        lock (turn) return [.. used.Skip(most).Reverse()];
    }
}
