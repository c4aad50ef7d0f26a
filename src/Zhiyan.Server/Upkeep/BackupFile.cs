using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.Upkeep;

/// <summary>
/// A backup: a zip of the database (<c>database.db</c> or <c>.sql</c>), <c>knowledge.db</c> (the libraries' store, where it is a file), <c>files/</c>, <c>libraries/</c>, <c>secrets/</c> (the keys that
/// what is encrypted is read with) and, last, <c>manifest.json</c> with the length and hash of each. Models are not in it; they can be fetched again.
/// </summary>
internal static class BackupFile
{
    public const int Format = 2;

    /// <summary>From this one on libraries are in it, or there were none.</summary>
    public const int FormatWithLibraries = 2;

    private const string ManifestName = "manifest.json";

    /// <summary>The database comes first: what it names among the files is written before it names it.</summary>
    /// <param name="knowledge">A copy of the libraries' store; null where it is in the database, or nowhere.</param>
    public static async Task<BackupManifest> Write(string target, string database, string? knowledge, string data, BackupManifest about)
    {
        var entries = new List<BackupEntry>();
        await using var stream = new FileStream(target, Private());
        await using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        entries.Add((await Add(zip, about.Database, database))!);
        if (knowledge is not null) entries.Add((await Add(zip, KnowledgeFolder.Store, knowledge))!);
        foreach (var (name, path) in Files(data))
            if (await Add(zip, name, path) is { } added) entries.Add(added);
        var manifest = about with { Entries = entries };
        await using var last = await zip.CreateEntry(ManifestName).OpenAsync();
        await JsonSerializer.SerializeAsync(last, manifest, Wire.Options);
        return manifest;
    }

    /// <summary>
    /// Unpacks everything into an empty folder and checks it against the manifest. Throws a <see cref="DataFolderException"/> for a file that is no
    /// backup, is damaged, or was made by a program that is too new.
    /// </summary>
    public static async Task<BackupManifest> Unpack(string source, string folder)
    {
        try
        {
            await using var zip = await ZipFile.OpenReadAsync(source);
            var manifest = await ReadManifest(zip, source);
            foreach (var entry in manifest.Entries)
            {
                if (!IsPlace(entry.Name, manifest.Database)) throw new DataFolderException($"{source} holds '{entry.Name}', which belongs to no backup; take another copy.");
                var packed = zip.GetEntry(entry.Name) ?? throw Damaged(source, entry.Name, "is missing");
                var path = Path.Combine(folder, entry.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                if (packed.Length != entry.Length) throw Damaged(source, entry.Name, $"has {packed.Length:N0} bytes of {entry.Length:N0}");
                await packed.ExtractToFileAsync(path);
                if (await DurableFile.Hash(path) != entry.Hash) throw Damaged(source, entry.Name, "is not what was written");
            }
            return manifest;
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            throw new DataFolderException($"{source} is no backup of zhiyan, or is damaged: {error.Message}", error);
        }
    }

    /// <summary>The files of a data folder that a backup has, by their names in it. Those that are just being written have a dot in their names.</summary>
    public static IEnumerable<(string Name, string Path)> Files(string data)
    {
        foreach (var of in (string[])["files", KnowledgeFolder.Files, "secrets"])
        {
            var top = Path.Combine(data, of);
            if (!Directory.Exists(top)) continue;
            foreach (var path in Directory.EnumerateFiles(top, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var name = Path.GetRelativePath(data, path).Replace(Path.DirectorySeparatorChar, '/');
                if (of == "files" ? !Path.GetFileName(path).Contains('.') : IsPlace(name, "")) yield return (name, path);
            }
        }
    }

    /// <summary>A new file that only its owner reads.</summary>
    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static async Task<BackupManifest> ReadManifest(ZipArchive zip, string source)
    {
        var entry = zip.GetEntry(ManifestName) ?? throw new DataFolderException($"{source} is no backup of zhiyan: it holds no {ManifestName}.");
        await using var stream = await entry.OpenAsync();
        var manifest = (await JsonSerializer.DeserializeAsync<BackupManifest>(stream, Wire.Options))!;
        return manifest.Format <= Format
            ? manifest
            : throw new DataFolderException($"{source} has the form {manifest.Format} of zhiyan {manifest.Program}; this program reads up to {Format}. Restore it with that zhiyan.");
    }

    /// <summary>Null for a file that was deleted meanwhile.</summary>
    private static async Task<BackupEntry?> Add(ZipArchive zip, string name, string path)
    {
        FileStream source;
        try
        {
            source = File.OpenRead(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        await using (source)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var target = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync();
            var buffer = new byte[1 << 20];
            var length = 0L;
            for (int read; (read = await source.ReadAsync(buffer)) > 0; length += read)
            {
                hash.AppendData(buffer.AsSpan(0, read));
                await target.WriteAsync(buffer.AsMemory(0, read));
            }
            return new BackupEntry(name, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }

    /// <summary>A name of ours, which cannot lead out of the folder.</summary>
    private static bool IsPlace(string name, string database)
    {
        var parts = name.Split('/');
        if (parts.Any(part => part is "" or "." or ".." || part.AsSpan().ContainsAny('\\', ':'))) return false;
        return parts is ["database.db" or "database.sql"] ? name == database : parts is [KnowledgeFolder.Store] or ["files", .., _] or [KnowledgeFolder.Files, _, "files", .., _] or ["secrets", _];
    }

    private static DataFolderException Damaged(string source, string name, string how) => new($"{source} is damaged: '{name}' {how}; take another copy. Nothing was changed.");
}

/// <summary>What a backup holds, and what made it.</summary>
/// <param name="Format">How the backup itself is built.</param>
/// <param name="Database">The entry with the database.</param>
internal sealed record BackupManifest(int Format, string Program, int Schema, IReadOnlyList<string> Migrations, DateTimeOffset MadeAt, string Database, IReadOnlyList<BackupEntry> Entries)
{
    /// <summary>Files beside the stores.</summary>
    [JsonIgnore]
    public int Files => Entries.Count(entry => entry.Name.Contains('/'));
}

/// <summary>A file in a backup; the hash is SHA-256 in lower-case hex.</summary>
internal sealed record BackupEntry(string Name, long Length, string Hash);
