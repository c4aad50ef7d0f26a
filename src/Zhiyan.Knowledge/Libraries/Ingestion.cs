using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>
/// Brings a library to what a folder holds: new and changed files are read, what is gone becomes history, what only moved is moved. Doing it again changes
/// nothing, and one that was ended in between, however it was, goes on where it stopped. Files are read ahead by a few threads and stored in the order of their paths.
/// </summary>
internal sealed class Ingestion(Library library, FileReading reading, TimeProvider time, Action<IngestedFile> report)
{
    /// <summary>Documents, and characters, that are stored together.</summary>
    private const int BatchDocuments = 64, BatchCharacters = 2_000_000;

    private readonly List<(PreparedDocument Document, DocumentEntry? Earlier)> batch = [];
    private readonly Dictionary<string, DocumentEntry> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<DocumentEntry>> moved = new(StringComparer.Ordinal);
    private readonly Queue<(string Path, Task<(PreparedDocument, DocumentEntry?)> Prepared, Task<Reason> HeldUp)> ongoing = [];
    private readonly HashSet<string> gone = new(StringComparer.Ordinal), met = new(StringComparer.Ordinal);

    public async Task Run(string place, CancellationToken cancellation)
    {
        var (root, files) = FolderScan.Of(place);
        long source = library.Documents.Source(root);
        Compare(source, files);
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (known.TryGetValue(file.Path, out var same) && same.Bytes == file.Bytes && same.Modified == file.Modified) report(Told(same, IngestStatus.Unchanged));
            else
                await foreach (var found in reading.Find(file, source, reason => TellDelay(file.Path, reason), cancellation))
                {
                    var heldUp = new TaskCompletionSource<Reason>(TaskCreationOptions.RunContinuationsAsynchronously);
                    ongoing.Enqueue((found.Entry.Path, Prepare(found, heldUp.SetResult, cancellation), heldUp.Task));
                    if (ongoing.Count > FileReading.AtOnce) await TakeNext();
                }
        }
        while (ongoing.Count > 0) await TakeNext();
        Store();
        foreach (var path in gone.Order(StringComparer.Ordinal))
        {
            library.End(known[path], time.GetUtcNow());
            report(Told(known[path], IngestStatus.Removed));
        }
    }

    /// <summary>Finds what the library holds of the folder, and what of it is gone: a file in an archive goes with the archive.</summary>
    private void Compare(long source, IReadOnlyList<FoundFile> files)
    {
        var present = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in library.Documents.All.Where(entry => entry.Source == source && entry.ValidTo is null)) known[entry.Path] = entry;
        foreach (var entry in known.Values.OrderBy(entry => entry.Path, StringComparer.Ordinal))
        {
            if (present.Contains(entry.Path) || Archives(entry.Path).Any(present.Contains)) continue;
            gone.Add(entry.Path);
            if (entry.State is not DocumentState.Readable) continue;
            if (!moved.TryGetValue(entry.Hash, out var same)) moved.Add(entry.Hash, same = new());
            same.Enqueue(entry);
        }
    }

    /// <summary>What is stored of a document already: under its own path, or under one that is gone, which is then spoken for. Null for what has to be read.</summary>
    private DocumentEntry? Kept(DocumentEntry found)
    {
        if (found.State is DocumentState.Archive) gone.UnionWith(known.Keys.Where(path => path.StartsWith(found.Path + "/", StringComparison.Ordinal) && !met.Contains(path)));
        else met.Add(found.Path);
        if (found.State is not DocumentState.Readable) return null;
        if (known.TryGetValue(found.Path, out var same) && same.Hash == found.Hash && same.State is DocumentState.Readable) return same;
        if (!moved.TryGetValue(found.Hash, out var places) || !places.TryDequeue(out var from)) return null;
        gone.Remove(from.Path);
        return from;
    }

    private async Task<(PreparedDocument, DocumentEntry?)> Prepare(FoundDocument found, Action<Reason> heldUp, CancellationToken cancellation)
    {
        var kept = Kept(found.Entry);
        return (await reading.Prepare(kept is null ? found : found with { Content = null }, heldUp, cancellation), kept);
    }

    /// <summary>Nobody knows how long it will be: what is read is stored before.</summary>
    private void TellDelay(string path, Reason reason)
    {
        Store();
        report(new IngestedFile(path, IngestStatus.Waiting, reason));
    }

    private async Task TakeNext()
    {
        var (path, prepared, heldUp) = ongoing.Dequeue();
        if (await Task.WhenAny(prepared, heldUp) == heldUp) TellDelay(path, await heldUp);
        var (document, kept) = await prepared;
        var earlier = known.GetValueOrDefault(document.Entry.Path);
        if (kept is null) batch.Add((document, earlier));
        else
        {
            if (earlier is not null && earlier != kept) library.End(earlier, time.GetUtcNow());         // what moved here took its place
            Keep(kept, document.Entry, earlier == kept ? IngestStatus.Unchanged : IngestStatus.Renamed);
        }
        if (batch.Count >= BatchDocuments || batch.Sum(item => item.Document.Entry.Characters) >= BatchCharacters) Store();
    }

    private void Keep(DocumentEntry entry, DocumentEntry now, IngestStatus status)
    {
        library.Documents.Touch(entry, now.Path, now.Modified);
        report(Told(entry with { Path = now.Path }, status));
    }

    private void Store()
    {
        if (batch.Count == 0) return;
        library.Add(batch);
        foreach (var (document, earlier) in batch)
            report(Told(document.Entry, document.Entry.State is DocumentState.Failed ? IngestStatus.Failed : earlier is null ? IngestStatus.Added : IngestStatus.Changed));
        batch.Clear();
    }

    private static IEnumerable<string> Archives(string path)
    {
        for (int at = path.LastIndexOf('/'); at > 0; at = path.LastIndexOf('/', at - 1)) yield return path[..at];
    }

    private static IngestedFile Told(DocumentEntry entry, IngestStatus status) => new(entry.Path, status, entry.Fault, entry.Warnings, entry.Pages, entry.Characters);
}
