using System.Collections.Concurrent;
using System.Text;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Files;
using Zhiyan.Server.Upkeep;

namespace Zhiyan.Server.Libraries;

/// <summary>The files that people put into libraries. Those of a library lie in a folder of the data folder, as they lay in the folder that was dropped, and are a source of it. Thread-safe.</summary>
internal sealed class LibraryFiles(KnowledgeHost host, TimeProvider time)
{
    /// <summary>Bytes of one file: what is read of one.</summary>
    public static readonly long MaxBytes = ReadingLimits.Default.FileBytes;

    /// <summary>Bytes and files of one library.</summary>
    public const long MaxBytesOfAll = 64L << 30;
    public const int MaxFiles = 200_000;

    /// <summary>Folders within each other, and UTF-16 units of a path.</summary>
    private const int MaxDepth = 16, MaxPath = 600;

    private const string Kept = "files", Coming = "coming";

    private readonly ConcurrentDictionary<long, Lazy<Room>> rooms = new();

    public string FolderOf(long library) => Path.Combine(host.FolderOf(library), Kept);

    /// <summary>Writes a file to the disk and puts it in place, over one of the same path. Gives the path that it has now. Throws an <see cref="ApiException"/> for what cannot be kept.</summary>
    /// <param name="modified">When the file was last written where it comes from, which dates what it says; null for now.</param>
    public async Task<string> Add(long library, string path, Stream content, DateTimeOffset? modified, CancellationToken cancellation)
    {
        var clean = Clean(path);
        var room = rooms.GetOrAdd(library, id => new(() => Room.Of(FolderOf(id)))).Value;
        if (room.Files >= MaxFiles || room.Bytes >= MaxBytesOfAll) throw ApiException.Invalid("path", $"a library holds {MaxFiles:N0} files and {MaxBytesOfAll >> 30} GB; make another one.", "library_full");
        var coming = Path.Combine(host.FolderOf(library), Coming);
        Directory.CreateDirectory(coming);
        var beside = Path.Combine(coming, Guid.NewGuid().ToString("N"));
        try
        {
            var bytes = await Write(content, beside, cancellation);
            if (modified is { } written && written > DateTimeOffset.UnixEpoch && written < time.GetUtcNow()) File.SetLastWriteTimeUtc(beside, written.UtcDateTime);
            var place = Path.Combine(FolderOf(library), clean.Replace('/', Path.DirectorySeparatorChar));
            var before = File.Exists(place) ? new FileInfo(place).Length : -1;
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                DurableFile.Place(beside, place);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw ApiException.Invalid("path", $"'{clean}' cannot be written: {error.Message}", "file_not_kept");
            }
            room.Add(bytes - Math.Max(before, 0), before < 0 ? 1 : 0);
            return clean;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Takes a file away that people put here; false for one that lies elsewhere or within an archive.</summary>
    public bool Remove(Library library, DocumentEntry entry)
    {
        if (SourceOf(library, entry) is not { } source || !IsKept(library, source) || PlaceOf(library, entry) is not { } place) return false;
        var bytes = new FileInfo(place).Length;
        File.Delete(place);
        if (rooms.TryGetValue(library.Id, out var room)) room.Value.Add(-bytes, -1);
        return true;
    }

    /// <summary>All that was put into a library goes.</summary>
    public void Forget(long library)
    {
        rooms.TryRemove(library, out _);
        if (Directory.Exists(host.FolderOf(library))) Directory.Delete(host.FolderOf(library), recursive: true);
    }

    /// <summary>Where a source lies now. What people put here moves with the data folder.</summary>
    public string PlaceOf(Library library, LibrarySource source) => IsKept(library, source) ? FolderOf(library.Id) : source.Place;

    /// <summary>Where the original of a document lies; null for one within an archive, and for a file that is gone or is another one by now.</summary>
    public string? PlaceOf(Library library, DocumentEntry entry)
    {
        if (SourceOf(library, entry) is not { } source) return null;
        var root = PlaceOf(library, source);
        var place = File.Exists(root) ? root : Path.Combine(root, entry.Path.Replace('/', Path.DirectorySeparatorChar));
        var file = new FileInfo(place);
        return file.Exists && file.Length == entry.Bytes ? place : null;
    }

    /// <summary>The source that people put here; null where they put nothing.</summary>
    public long? KeptSource(Library library) => library.Sources.FirstOrDefault(source => IsKept(library, source))?.Id;

    private static LibrarySource? SourceOf(Library library, DocumentEntry entry) => library.Sources.FirstOrDefault(source => source.Id == entry.Source);

    /// <summary>By how the path ends: the data folder itself may have been moved, or restored on another machine.</summary>
    private static bool IsKept(Library library, LibrarySource source) =>
        source.Place.Replace('\\', '/').EndsWith(FormattableString.Invariant($"/libraries/{library.Id}/{Kept}"), StringComparison.Ordinal);

    /// <summary>A path below the library's folder, of names that every file system takes; nothing in it leads elsewhere.</summary>
    private static string Clean(string path)
    {
        var parts = path.Split('/', '\\').Where(part => part.Length > 0 && part.Trim(' ', '.').Length > 0).Select(part => FileName.Clean(part).Normalize(NormalizationForm.FormC)).ToList();
        var clean = string.Join('/', parts);
        if (parts.Count is 0 or > MaxDepth || clean.Length > MaxPath) throw ApiException.Invalid("path", $"path is no name of a file in at most {MaxDepth} folders and {MaxPath} characters.", "path_invalid");
        return clean;
    }

    private static async Task<long> Write(Stream content, string place, CancellationToken cancellation)
    {
        await using var file = new FileStream(place, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[1 << 17];
        var length = 0L;
        for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0; length += read)
        {
            if (length + read > MaxBytes) throw new ApiException(new ApiError(413, $"the file is larger than {MaxBytes >> 20} MB; add a smaller one.", "invalid_request_error", "file", "document_too_large"));
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        return length > 0 ? length : throw ApiException.Invalid("file", "the file is empty.", "file_empty");
    }

    /// <summary>What a library's folder holds, counted once and kept up.</summary>
    private sealed class Room(long bytes, int files)
    {
        public long Bytes => Interlocked.Read(ref bytes);

        public int Files => Volatile.Read(ref files);

        public static Room Of(string folder)
        {
            if (!Directory.Exists(folder)) return new(0, 0);
            var all = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Length).ToList();
            return new(all.Sum(), all.Count);
        }

        public void Add(long more, int moreFiles)
        {
            Interlocked.Add(ref bytes, more);
            Interlocked.Add(ref files, moreFiles);
        }
    }
}
