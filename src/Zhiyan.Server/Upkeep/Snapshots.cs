using System.Globalization;
using System.Text.Json;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.Upkeep;

/// <summary>
/// Copies of the database in the data folder, each with a note of what it belongs to. Files and keys stay where they are, and an earlier database
/// finds its own among them, but for files that were deleted since.
/// </summary>
internal sealed class Snapshots(string data, StoreDatabase database, TimeProvider time)
{
    /// <summary>Snapshots that are kept, of each kind; the oldest goes first.</summary>
    public const int Kept = 5;

    private const string NoteEnding = ".json";
    private const string SetAside = "-set-aside";

    private readonly string folder = Path.Combine(data, "snapshots");

    /// <summary>Names, oldest first. Those that a rollback set aside are not among them.</summary>
    public IReadOnlyList<string> List() => List(isSetAside: false);

    /// <summary>Copies a database that nobody writes to. Returns the snapshot's name.</summary>
    /// <param name="isSetAside">It holds what a rollback took away.</param>
    public async Task<string> Take(int schema, bool isSetAside = false)
    {
        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var name = $"{stamp}-schema-{schema}{(isSetAside ? SetAside : "")}";
        var path = Path.Combine(folder, name + database.Ending);
        await DurableFile.Write(path, database.CopyAtRest);
        var note = new SnapshotNote(
            schema, ProgramVersion.Number, time.GetUtcNow(), await DurableFile.Hash(path),
            Count("files"), [.. Files("secrets").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]);
        await DurableFile.Write(Path.Combine(folder, name + NoteEnding), beside => File.WriteAllBytesAsync(beside, JsonSerializer.SerializeToUtf8Bytes(note, Wire.Options)));
        foreach (var old in List(isSetAside).SkipLast(Kept)) Remove(old);
        return name;
    }

    /// <summary>The file of a snapshot and its note, checked. Throws a <see cref="DataFolderException"/> for one that is not there or not whole.</summary>
    public async Task<(string Path, SnapshotNote Note)> Find(string name)
    {
        var path = Path.Combine(folder, name + database.Ending);
        if (name != Path.GetFileName(name) || !File.Exists(path))
        {
            var known = List(isSetAside: false).Concat(List(isSetAside: true)).ToList();
            throw new DataFolderException($"there is no snapshot '{name}' in {folder}; " + (known.Count > 0 ? $"there are {string.Join(", ", known)}." : "there is none at all."));
        }
        var note = JsonSerializer.Deserialize<SnapshotNote>(await File.ReadAllBytesAsync(Path.Combine(folder, name + NoteEnding)), Wire.Options)!;
        if (await DurableFile.Hash(path) != note.Hash) throw new DataFolderException($"{path} is not what was written there; name another snapshot with --to.");
        await database.Check(path);
        return (path, note);
    }

    public string PathOf(string name) => Path.Combine(folder, name + database.Ending);

    /// <summary>Where the libraries lie that belong to a snapshot, for one that a restore or a rollback took.</summary>
    public string LibrariesOf(string name) => Path.Combine(folder, $"{name}-libraries");

    private List<string> List(bool isSetAside) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, $"*{database.Ending}").Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => name.EndsWith(SetAside, StringComparison.Ordinal) == isSetAside).Order(StringComparer.Ordinal),
    ];

    private void Remove(string name)
    {
        File.Delete(PathOf(name));
        File.Delete(Path.Combine(folder, name + NoteEnding));
        if (Directory.Exists(LibrariesOf(name))) Directory.Delete(LibrariesOf(name), recursive: true);
    }

    private FolderCount Count(string of)
    {
        var files = Files(of).Select(file => new FileInfo(file).Length).ToList();
        return new FolderCount(files.Count, files.Sum());
    }

    private IEnumerable<string> Files(string of) => Path.Combine(data, of) is var place && Directory.Exists(place) ? Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories) : [];
}

/// <summary>What lies beside a snapshot: which schema and program it is of, and what the data folder held besides.</summary>
internal sealed record SnapshotNote(int Schema, string Program, DateTimeOffset TakenAt, string Hash, FolderCount Files, IReadOnlyList<string> Keys);

internal sealed record FolderCount(int Count, long Bytes);
