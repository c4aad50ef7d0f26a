using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Store;
using Zhiyan.Server.Upkeep;

namespace Zhiyan.Server.Tests.Upkeep;

/// <summary>A data folder of a test's own, with a way to look at what is in it.</summary>
internal sealed class KeptFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("zhiyan-kept").FullName;

    public string Database => System.IO.Path.Combine(Path, StoreSetup.FileName);

    /// <summary>A folder with the first schema and something in every table.</summary>
    public static async Task<KeptFolder> Filled()
    {
        var kept = new KeptFolder();
        await Fill(kept.Path);
        return kept;
    }

    public static KeptFolder CopyOf(string folder)
    {
        var kept = new KeptFolder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var place = System.IO.Path.Combine(kept.Path, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }
        return kept;
    }

    /// <summary>Writes people, chats with branches, files and an encrypted key: what a fixture of a schema has.</summary>
    public static async Task Fill(string folder)
    {
        Directory.CreateDirectory(folder);
        var keys = DataProtectionProvider.Create(new DirectoryInfo(System.IO.Path.Combine(folder, "secrets")), protection => protection.SetApplicationName("zhiyan"));
        using (var store = await Stores.SqliteFile(folder))
        await using (var context = store.Open())
        {
            context.AddRange(Rows.All(new ProviderKeys(keys)));
            await context.SaveChangesAsync();
        }
        var place = System.IO.Path.Combine(folder, "files", Rows.FileHash[..2], Rows.FileHash);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(place)!);
        await File.WriteAllBytesAsync(place, Rows.FileContent);
    }

    public DataFolder Open(Action<Microsoft.EntityFrameworkCore.DbContextOptionsBuilder>? schema = null) => new(Path, new SqliteDatabase(Database, schema), TimeProvider.System);

    public byte[] Bytes => File.ReadAllBytes(Database);

    /// <summary>Every file but the snapshots and the lock, by its name, as hex of its hash.</summary>
    public SortedDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var name = System.IO.Path.GetRelativePath(Path, file);
            if (name != DataLock.FileName && !name.StartsWith("snapshots", StringComparison.Ordinal)) files[name] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
        }
        return files;
    }

    public IReadOnlyList<string> Snapshots() => !Directory.Exists(System.IO.Path.Combine(Path, "snapshots")) ? []
        : [.. Directory.EnumerateFiles(System.IO.Path.Combine(Path, "snapshots"), "*.db").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>The rows of each table, each as one string, in order; only of <paramref name="columns"/> where they are given.</summary>
    public SortedDictionary<string, List<string>> Dump(IReadOnlyDictionary<string, string>? columns = null)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        var dump = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in columns?.Keys ?? Columns().Keys) dump[table] = [.. Read(connection, $"SELECT {(columns ?? Columns())[table]} FROM \"{table}\"").Order(StringComparer.Ordinal)];
        return dump;
    }

    /// <summary>The tables of people and chats and what their columns are called.</summary>
    public IReadOnlyDictionary<string, string> Columns()
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND name NOT LIKE 'search%'")
            .ToDictionary(table => table, table => string.Join(", ", Read(connection, $"SELECT name FROM pragma_table_info('{table}')").Select(column => $"\"{column}\"")));
    }

    public long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return long.Parse(Read(connection, sql)[0], CultureInfo.InvariantCulture);
    }

    public void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(at => reader.GetValue(at) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(at), CultureInfo.InvariantCulture))));
        return rows;
    }
}
