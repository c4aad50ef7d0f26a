using System.Collections.Concurrent;
using Dapper;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Images;
using Zhiyan.Knowledge.Reading.Ocr;
using Zhiyan.Knowledge.Reading.Pdf;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge;

/// <summary>All libraries of a store: a SQLite file, or the schema <c>knowledge</c> of a PostgreSQL database. Thread-safe; one process at a time.</summary>
public sealed class KnowledgeBase : IDisposable
{
    /// <summary>The file of the SQLite store in a data folder.</summary>
    public const string FileName = "knowledge.db";

    private const int MostNameLength = 100;

    private readonly KnowledgeDatabase database;
    private readonly KnowledgeTools tools;
    private readonly OcrEngine pictures = new();
    private readonly ConcurrentDictionary<long, Library> known = new();

    private KnowledgeBase(KnowledgeDatabase database, KnowledgeSettings settings, Embedder? embedder, TimeProvider time)
    {
        this.database = database;
        tools = new KnowledgeTools(DocumentReaders.Create(new PdfReader(pictures), new ImageReader(pictures)), settings, KnowledgeAssets.Folding, embedder, time);
    }

    /// <summary>Opens a store, and makes one where there is none. Throws an <see cref="InvalidOperationException"/> for one of a later program.</summary>
    /// <param name="embedder">Null where no model makes vectors: then there is search by words alone.</param>
    public static KnowledgeBase Open(KnowledgeSettings settings, Embedder? embedder, TimeProvider time)
    {
        KnowledgeDatabase database = settings.Connection is { } connection ? new PostgresKnowledge(connection) : new SqliteKnowledge(Path.Combine(settings.Folder, FileName));
        return new KnowledgeBase(database, settings, embedder, time);
    }

    /// <summary>Whether there is a store already; to look makes none.</summary>
    public static bool IsThere(KnowledgeSettings settings) =>
        settings.Connection is { } connection ? PostgresKnowledge.IsThere(connection) : File.Exists(Path.Combine(settings.Folder, FileName));

    public IReadOnlyList<string> Names()
    {
        using var connection = database.Open();
        return [.. connection.Query<string>("SELECT name FROM libraries ORDER BY name")];
    }

    /// <summary>Every library, in the order of their names. To look opens none.</summary>
    public IReadOnlyList<Library> All => Read("SELECT id, name, settings FROM libraries ORDER BY name", null);

    /// <summary>A library by its name; null where there is none.</summary>
    public Library? Find(string name) => Read("SELECT id, name, settings FROM libraries WHERE name = @name", new { name }).SingleOrDefault();

    /// <summary>A library by its name, made where there is none. Throws an <see cref="ArgumentException"/> for a name that cannot be.</summary>
    public Library FindOrCreate(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MostNameLength || name.Any(char.IsControl))
            throw new ArgumentException($"a library's name has 1 to {MostNameLength} characters, none of them a control character.");
        if (Find(name) is { } found) return found;
        database.Write((connection, transaction) =>
        {
            long library = connection.QuerySingle<long>("INSERT INTO libraries (name, settings) VALUES (@name, '{}') RETURNING id", new { name }, transaction);
            IndexTable.Add(connection, transaction, library, tools.Embedder?.Name, isServing: true);
        });
        return Find(name)!;
    }

    /// <summary>Deletes a library and all that is in it; the files that it was made from stay.</summary>
    public bool Delete(string name)
    {
        if (Find(name) is not { } library) return false;
        foreach (var index in new IndexTable(database, library.Id).All) database.ForgetVectorIndex(index.Id);
        database.Write((connection, transaction) => connection.Execute("DELETE FROM libraries WHERE id = @Id", new { library.Id }, transaction));
        known.TryRemove(library.Id, out _);
        library.Abandon();
        return true;
    }

    public void Dispose()
    {
        foreach (var library in known.Values) library.TryClose();
        database.Dispose();
        pictures.Dispose();
    }

    /// <summary>There is one object for a library, whoever asks for it.</summary>
    private List<Library> Read(string sql, object? parameters)
    {
        using var connection = database.Open();
        return [.. connection.Query<(long Id, string Name, string Settings)>(sql, parameters)
            .Select(row => known.GetOrAdd(row.Id, id => new Library(database, tools, id, row.Name, LibrarySettings.Read(row.Settings))))];
    }
}

/// <summary>Where libraries are kept.</summary>
public sealed record KnowledgeSettings
{
    /// <summary>The data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>A PostgreSQL connection string; null for a SQLite file in the folder.</summary>
    public string? Connection { get; init; }

    public ReadingLimits Limits { get; init; } = ReadingLimits.Default;

    /// <summary>To so many passages of a library, every vector is compared with the question's; of more, an index of the vectors is made where this machine has one.</summary>
    public int MostScannedVectors { get; init; } = 1_000_000;

    /// <summary>Libraries that stay in memory; a million passages take about half a gigabyte.</summary>
    public int MostOpenLibraries { get; init; } = 8;
}
