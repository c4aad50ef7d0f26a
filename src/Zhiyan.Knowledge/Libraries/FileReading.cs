using System.Security.Cryptography;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Archives;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>From a file on the disk to documents that are ready to be stored. Safe for many threads.</summary>
internal sealed class FileReading(DocumentReaders readers, ReadingLimits limits, TextFolding folding, TermAnalyzer analyzer, TimeProvider time)
{
    /// <summary>The documents of a file: one, or those in an archive after the archive itself. What has not changed since it was stored comes without its text.</summary>
    /// <param name="known">What the library holds under these paths now.</param>
    /// <param name="isMoved">Whether a document with this hash lies under a path that is gone; it is not read again.</param>
    public ReadFile Read(FoundFile file, long source, IReadOnlyDictionary<string, DocumentEntry> known, Func<string, bool> isMoved, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (file.Bytes > limits.FileBytes) return new(file, [Failed(Entry(file.Path, file, source, ""), $"it has {file.Bytes:N0} bytes; files to {limits.FileBytes:N0} bytes are read.")]);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file.Place);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(file, [Failed(Entry(file.Path, file, source, ""), $"it could not be opened: {error.Message}")]);
        }
        var whole = new SourceFile(file.Path, content);
        var documents = new List<PreparedDocument>();
        if (!Archive.IsArchive(whole)) documents.Add(One(whole, null));
        else documents.AddRange(Inside());
        return new(file, documents);

        List<PreparedDocument> Inside()
        {
            var archive = Entry(file.Path, file, source, Hash(whole)) with { State = DocumentState.Archive };
            try
            {
                return [new(archive, null, [], []), .. Archive.Files(whole, limits, cancellation).Select(inner => One(inner.Content ?? new SourceFile(inner.Path, default), inner.Failure))];
            }
            catch (DocumentException error)
            {
                return [Failed(archive, error.Message)];
            }
        }

        PreparedDocument One(SourceFile inner, DocumentException? error)
        {
            var entry = Entry(inner.Path, file, source, Hash(inner)) with { Bytes = inner.Content.Length };
            if (error is not null) return Failed(entry, error.Message);
            bool isKnown = known.TryGetValue(inner.Path, out var same) && same.Hash == entry.Hash && same.State is DocumentState.Readable;
            return isKnown || isMoved(entry.Hash) ? new PreparedDocument(entry, null, [], []) : Prepare(inner, entry, cancellation);
        }
    }

    /// <summary>Reads, cuts and analyses a document; one that cannot be read becomes a failed one.</summary>
    public PreparedDocument Prepare(SourceFile file, DocumentEntry entry, CancellationToken cancellation)
    {
        Document document;
        try
        {
            document = readers.Read(file, limits, cancellation);
        }
        catch (DocumentException error)
        {
            return Failed(entry, error.Message);
        }
        // No store of ours keeps a character of number 0.
        if (document.Text.Contains('\0')) document = document with { Text = document.Text.Replace('\0', '\ufffd') };
        entry = entry with
        {
            Title = document.Title is { } title && !string.IsNullOrWhiteSpace(title) ? title.Trim().Replace('\0', ' ') : null,
            Language = TextLanguage.Of(document.Text, folding),
            Pages = document.Pages.Count == 0 ? null : document.Pages.Count,
            Characters = document.Text.Length,
            Warnings = document.Warnings,
        };
        return Cut(entry, document);
    }

    public PreparedDocument Cut(DocumentEntry entry, Document document)
    {
        var chunks = Chunker.Cut(document);
        return new PreparedDocument(entry, document, chunks, [.. chunks.Select(chunk => analyzer.Chunk(PreparedDocument.Searched(entry, chunk, document.Text[chunk.Start..chunk.End])))]);
    }

    private DocumentEntry Entry(string path, FoundFile file, long source, string hash) => new()
    {
        Id = 0, Source = source, Path = path, Hash = hash, Bytes = file.Bytes, Modified = file.Modified, State = DocumentState.Readable, ValidFrom = time.GetUtcNow(),
    };

    private static PreparedDocument Failed(DocumentEntry entry, string fault) => new(entry with { State = DocumentState.Failed, Fault = fault }, null, [], []);

    private static string Hash(SourceFile file) => Convert.ToHexStringLower(SHA256.HashData(file.Content.Span));
}

/// <summary>A file and its documents. One that is <see cref="DocumentState.Readable"/> and without a text is stored already, under its path or another.</summary>
internal sealed record ReadFile(FoundFile File, IReadOnlyList<PreparedDocument> Documents);
