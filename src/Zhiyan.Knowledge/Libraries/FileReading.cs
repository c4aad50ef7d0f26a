using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Archives;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>From a file on the disk to documents that are ready to be stored. Safe for many threads.</summary>
internal sealed class FileReading(DocumentReaders readers, ReadingLimits limits, TextFolding folding, TermAnalyzer analyzer, TimeProvider time)
{
    /// <summary>Files that are read at once.</summary>
    public static int AtOnce { get; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    private readonly TimedReading timed = new(limits, time, AtOnce);

    /// <summary>
    /// What a file holds, not yet read: one document, or those in an archive, unpacked as they are asked for. The archive itself comes last: one that was left in between is
    /// not known yet, and is taken up again.
    /// </summary>
    /// <param name="heldUp">Told why nothing can be read at the moment, where that is so.</param>
    public async IAsyncEnumerable<FoundDocument> Find(FoundFile file, long source, Action<Reason> heldUp, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var entry = Entry(file.Path, file, source);
        if (file.Bytes > limits.FileBytes)
        {
            yield return FoundDocument.Failed(entry, Reason.Of(ReasonCode.FileTooLarge, file.Bytes, limits.FileBytes));
            yield break;
        }
        var (whole, fault) = Open(file);
        if (whole is null)
        {
            yield return FoundDocument.Failed(entry, fault!);
            yield break;
        }
        if (!Archive.IsArchive(whole))
        {
            yield return Hashed(entry, whole);
            yield break;
        }
        using var clock = timed.Clock(cancellation);
        // Not disposed: a step that was left behind still works with it, and it holds nothing but memory.
        var files = Archive.Files(whole, limits, clock.Cancellation).GetEnumerator();
        Reason? broken = null;
        while (broken is null && await Next(files, file.Path, clock, heldUp) is { } inner)
        {
            if (inner.Path == file.Path) broken = inner.Failure;
            else if (inner.Content is { } content) yield return Hashed(Entry(inner.Path, file, source) with { Bytes = content.Content.Length }, content);
            else yield return FoundDocument.Failed(Entry(inner.Path, file, source) with { Bytes = 0 }, inner.Failure!);
        }
        var archive = Hashed(entry with { State = DocumentState.Archive }, whole).Entry;
        yield return broken is null ? new FoundDocument(archive, null) : FoundDocument.Failed(archive, broken);
    }

    /// <summary>Reads, cuts and analyses a document; one that cannot be read becomes a failed one, and one without a content stays as it is.</summary>
    /// <param name="heldUp">Told why nothing can be read at the moment, where that is so.</param>
    public async Task<PreparedDocument> Prepare(FoundDocument found, Action<Reason> heldUp, CancellationToken cancellation)
    {
        if (found.Content is not { } file) return new PreparedDocument(found.Entry, null, [], []);
        Document document;
        try
        {
            using var clock = timed.Clock(cancellation);
            document = await timed.Run(clock, heldUp, () => readers.Read(file, limits, clock));
        }
        catch (DocumentException error)
        {
            return new PreparedDocument(FoundDocument.Failed(found.Entry, error.Reason).Entry, null, [], []);
        }
        document = document with { Text = Storable(document.Text) };
        return Cut(found.Entry with
        {
            Title = document.Title is { } title && !string.IsNullOrWhiteSpace(title) ? title.Trim().Replace('\0', ' ') : null,
            Language = TextLanguage.Of(document.Text, folding),
            Pages = document.Pages.Count == 0 ? null : document.Pages.Count,
            Characters = document.Text.Length,
            Warnings = document.Warnings,
        }, document);
    }

    public PreparedDocument Cut(DocumentEntry entry, Document document)
    {
        var chunks = Chunker.Cut(document);
        return new PreparedDocument(entry, document, chunks, [.. chunks.Select(chunk => analyzer.Chunk(PreparedDocument.Searched(entry, chunk, document.Text[chunk.Start..chunk.End])))]);
    }

    /// <summary>An archive's next file; null at its end. Where the time is over, the archive's own path and the reason.</summary>
    private async Task<ArchiveFile?> Next(IEnumerator<ArchiveFile> files, string archive, ReadingClock clock, Action<Reason> heldUp)
    {
        try
        {
            return await timed.Run(clock, heldUp, () => files.MoveNext() ? files.Current : null);
        }
        catch (DocumentException error)
        {
            return new ArchiveFile(archive, null, error.Reason);
        }
    }

    /// <summary>No store of ours keeps a character of number 0, nor half of a pair.</summary>
    private static string Storable(string text)
    {
        char[]? kept = null;
        for (int at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])) at++;
            else if (text[at] == '\0' || char.IsSurrogate(text[at])) (kept ??= text.ToCharArray())[at] = '\ufffd';
        }
        return kept is null ? text : new string(kept);
    }

    private static (SourceFile? Whole, Reason? Fault) Open(FoundFile file)
    {
        try
        {
            return (new SourceFile(file.Path, File.ReadAllBytes(file.Place)), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, new Reason(ReasonCode.Unopened, error.Message));
        }
    }

    private DocumentEntry Entry(string path, FoundFile file, long source) => new()
    {
        Id = 0, Source = source, Path = path, Hash = "", Bytes = file.Bytes, Modified = file.Modified, State = DocumentState.Readable, ValidFrom = time.GetUtcNow(),
    };

    private static FoundDocument Hashed(DocumentEntry entry, SourceFile content) => new(entry with { Hash = Convert.ToHexStringLower(SHA256.HashData(content.Content.Span)) }, content);
}

/// <summary>A document that has not been read yet. One without a content has nothing to be read: an archive, or what failed before.</summary>
internal sealed record FoundDocument(DocumentEntry Entry, SourceFile? Content)
{
    public static FoundDocument Failed(DocumentEntry entry, Reason fault) => new(entry with { State = DocumentState.Failed, Fault = fault }, null);
}
