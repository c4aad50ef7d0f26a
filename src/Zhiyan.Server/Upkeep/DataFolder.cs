using Zhiyan.Server.Store;

namespace Zhiyan.Server.Upkeep;

/// <summary>
/// The front door to what is kept: a data folder, with its database in it or in PostgreSQL. Backs it up while a server runs; restores, upgrades and
/// rolls back while none does. Throws a <see cref="DataFolderException"/> for what cannot be done, and then has changed nothing.
/// </summary>
public sealed class DataFolder
{
    private readonly string folder;
    private readonly StoreDatabase database;
    private readonly TimeProvider time;
    private readonly Snapshots snapshots;

    /// <param name="folder">The data folder.</param>
    /// <param name="connection">A PostgreSQL connection string; null for the SQLite file in the folder.</param>
    /// <param name="time">Tells the times that copies are named by.</param>
    public DataFolder(string folder, string? connection, TimeProvider time) : this(folder, DatabaseOf(folder, connection), time) { }

    internal DataFolder(string folder, StoreDatabase database, TimeProvider time)
    {
        this.folder = folder;
        this.database = database;
        this.time = time;
        snapshots = new Snapshots(folder, database, time);
    }

    /// <summary>Writes everything but the models into one file, also while a server runs.</summary>
    /// <param name="target">Where to; null for a name with the time in <paramref name="defaultFolder"/>.</param>
    public async Task<BackupSummary> Backup(string? target, string defaultFolder)
    {
        var schema = await RequireStore();
        var now = time.GetUtcNow();
        var path = target ?? Path.Combine(defaultFolder, FormattableString.Invariant($"zhiyan-{now:yyyyMMdd'T'HHmmss'Z'}.zip"));
        if (File.Exists(path)) throw new DataFolderException($"{path} exists already; name another file.");
        var copy = Path.Combine(folder, $"backup-{Guid.NewGuid():N}.part");
        var knowledge = $"{copy}.knowledge";
        try
        {
            await database.Copy(copy);
            var hasKnowledge = await new KnowledgeFolder(folder).Copy(knowledge);
            var about = new BackupManifest(BackupFile.Format, ProgramVersion.Number, schema.Number, schema.Applied, now, $"database{database.Ending}", []);
            BackupManifest? written = null;
            await DurableFile.Write(path, async beside => written = await BackupFile.Write(beside, copy, hasKnowledge ? knowledge : null, folder, about));
            return new BackupSummary(path, schema.Number, written!.Files, new FileInfo(path).Length);
        }
        finally
        {
            File.Delete(copy);
            File.Delete(knowledge);
        }
    }

    /// <summary>
    /// Puts a backup in the place of what is there. Its files and keys are added first; then its database takes the other's place in one step. What was there is a snapshot, to which a
    /// rollback goes back.
    /// </summary>
    public async Task<RestoreSummary> Restore(string backup)
    {
        if (!File.Exists(backup)) throw new DataFolderException($"there is no file {backup}.");
        using var held = DataLock.Take(folder);
        var unpacked = Path.Combine(folder, $"restore-{Guid.NewGuid():N}.part");
        MakePrivate(unpacked);
        try
        {
            var manifest = await BackupFile.Unpack(backup, unpacked);
            if (!manifest.Database.EndsWith(database.Ending, StringComparison.Ordinal))
            {
                throw new DataFolderException(manifest.Database.EndsWith(".sql", StringComparison.Ordinal)
                    ? $"{backup} is of a PostgreSQL database; name the one to restore into with --database."
                    : $"{backup} is of a SQLite file; restore it without --database.");
            }
            var schema = await database.ReadSchema();
            (schema with { Applied = manifest.Migrations }).RequireKnown(backup);
            var copy = Path.Combine(unpacked, manifest.Database);
            await database.Check(copy);
            var knowledge = Path.Combine(unpacked, KnowledgeFolder.Store);
            if (File.Exists(knowledge)) await new SqliteDatabase(knowledge).Check(knowledge);
            var snapshot = schema.Number > 0 ? await snapshots.Take(schema.Number) : null;
            if (manifest.Format >= BackupFile.FormatWithLibraries) await new KnowledgeFolder(folder).SetAside(snapshots.LibrariesOf(snapshot ?? "before-restore"));
            foreach (var (name, path) in BackupFile.Files(unpacked))
            {
                var place = Path.Combine(folder, name);
                MakePrivate(Path.GetDirectoryName(place)!);
                DurableFile.Place(path, place);
            }
            if (File.Exists(knowledge)) await DurableFile.Copy(knowledge, Path.Combine(folder, KnowledgeFolder.Store));
            await database.Replace(copy);
            return new RestoreSummary(manifest.Schema, manifest.MadeAt, manifest.Files, snapshot);
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    /// <summary>Brings the database to the schema of this program, after a snapshot of it.</summary>
    /// <param name="isRehearsal">Do it on a copy, check that and throw it away; a server may run meanwhile.</param>
    /// <param name="takesSnapshot">False where whoever asks keeps copies themselves.</param>
    public async Task<UpgradeReport> Upgrade(bool isRehearsal, bool takesSnapshot = true)
    {
        if (isRehearsal) return await Migrate(isRehearsal, takesSnapshot);
        using var held = DataLock.Take(folder);
        return await Migrate(isRehearsal, takesSnapshot);
    }

    /// <summary>Puts a snapshot in the place of the database. What was written since is set aside as another one.</summary>
    /// <param name="to">A snapshot's name; null for the last one.</param>
    public async Task<RollbackSummary> Rollback(string? to)
    {
        using var held = DataLock.Take(folder);
        var name = to ?? snapshots.List().LastOrDefault() ?? throw new DataFolderException($"there is no snapshot in {folder} to go back to; 'zhiyan restore' takes a backup.");
        var (path, note) = await snapshots.Find(name);
        var schema = await database.ReadSchema();
        var aside = schema.Number > 0 ? await snapshots.Take(schema.Number, isSetAside: true) : null;
        if (Directory.Exists(snapshots.LibrariesOf(name)))
        {
            var libraries = new KnowledgeFolder(folder);
            await libraries.SetAside(snapshots.LibrariesOf(aside ?? "before-rollback"));
            libraries.BringBack(snapshots.LibrariesOf(name));
        }
        await database.Replace(path);
        return new RollbackSummary(name, note.Schema, note.Program, aside is null ? null : snapshots.PathOf(aside));
    }

    /// <summary>What a server does before it opens the store; it holds the folder already.</summary>
    internal Task<UpgradeReport> Prepare(bool takesSnapshot) => Migrate(isRehearsal: false, takesSnapshot);

    internal static StoreDatabase DatabaseOf(string folder, string? connection) => connection is null ? new SqliteDatabase(Path.Combine(folder, StoreSetup.FileName)) : new PostgresDatabase(connection);

    private async Task<UpgradeReport> Migrate(bool isRehearsal, bool takesSnapshot)
    {
        var schema = await database.ReadSchema();
        schema.RequireKnown(database.Name);
        if (schema.Pending.Count == 0) return new UpgradeReport(database.Name, schema.Number, schema.Wanted, [], [], null);
        var snapshot = schema.Number > 0 && takesSnapshot && !isRehearsal ? await snapshots.Take(schema.Number) : null;
        var rows = await database.Migrate(isRehearsal);
        return new UpgradeReport(database.Name, schema.Number, schema.Wanted, schema.Pending, rows, snapshot);
    }

    /// <summary>Makes a folder that only its owner reads, where there is none.</summary>
    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<StoreSchema> RequireStore()
    {
        var schema = await database.ReadSchema();
        return schema.Number > 0 ? schema : throw new DataFolderException($"{folder} keeps nothing yet; name the data folder with --data.");
    }
}

/// <summary>A backup that was written.</summary>
/// <param name="Files">Files beside the database.</param>
public sealed record BackupSummary(string Path, int Schema, int Files, long Bytes);

/// <summary>A backup that took the place of what was there.</summary>
/// <param name="Snapshot">What was there; null where nothing was.</param>
public sealed record RestoreSummary(int Schema, DateTimeOffset MadeAt, int Files, string? Snapshot);

/// <summary>A snapshot that took the place of the database.</summary>
/// <param name="Program">The version of the program that had written it.</param>
/// <param name="SetAside">The file with what was there; null where nothing was.</param>
public sealed record RollbackSummary(string Snapshot, int Schema, string Program, string? SetAside);
