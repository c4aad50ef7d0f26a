using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>The documents of a library, every version, in the store and in memory. What a transaction changes is seen once the action that it gives is run.</summary>
internal sealed class DocumentTable
{
    private const string Columns = "id, source, path, hash, bytes, modified, state, fault, warnings, title, language, pages, characters, valid_from AS ValidFrom, valid_to AS ValidTo";

    private readonly KnowledgeDatabase database;
    private readonly long library;
    private readonly ConcurrentDictionary<long, DocumentEntry> entries;

    public DocumentTable(KnowledgeDatabase database, long library)
    {
        (this.database, this.library) = (database, library);
        using var connection = database.Open();
        var rows = connection.Query<Row>($"SELECT {Columns} FROM documents WHERE library = @library", new { library });
        entries = new(rows.Select(row => KeyValuePair.Create(row.Id, row.Entry)));
    }

    public IEnumerable<DocumentEntry> All => entries.Values;

    public DocumentEntry? Find(long id) => entries.GetValueOrDefault(id);

    /// <summary>The folder or file that documents come from, by its place; made where it is new.</summary>
    public long Source(string place) => database.Write((connection, transaction) =>
        connection.QuerySingleOrDefault<long?>("SELECT id FROM sources WHERE library = @library AND place = @place", new { library, place }, transaction)
        ?? connection.QuerySingle<long>("INSERT INTO sources (library, place) VALUES (@library, @place) RETURNING id", new { library, place }, transaction));

    /// <summary>Stores a version and ends the one before it. The entry comes without an id, and gets one.</summary>
    public (DocumentEntry Entry, Action Publish) Add(DbConnection connection, DbTransaction transaction, DocumentEntry entry, Document? document, DocumentEntry? earlier)
    {
        var ended = earlier is null ? null : End(connection, transaction, earlier, entry.ValidFrom);
        entry = entry with
        {
            Id = connection.QuerySingle<long>("""
                INSERT INTO documents (library, source, path, hash, bytes, modified, state, fault, warnings, title, language, pages, characters, valid_from)
                VALUES (@library, @Source, @Path, @Hash, @Bytes, @modified, @State, @fault, @warnings, @Title, @Language, @Pages, @Characters, @validFrom) RETURNING id
                """,
                new
                {
                    library, entry.Source, entry.Path, entry.Hash, entry.Bytes, modified = Stamp(entry.Modified), State = (int)entry.State,
                    fault = entry.Fault is null ? null : JsonSerializer.Serialize(entry.Fault),
                    warnings = entry.Warnings.Count == 0 ? null : JsonSerializer.Serialize(entry.Warnings), entry.Title, entry.Language, entry.Pages, entry.Characters, validFrom = Stamp(entry.ValidFrom),
                }, transaction),
        };
        if (document is not null)
            connection.Execute("INSERT INTO contents (document, body, layout) VALUES (@Id, @body, @layout)", new { entry.Id, body = DocumentCodec.PackText(document), layout = DocumentCodec.PackLayout(document) }, transaction);
        return (entry, () =>
        {
            ended?.Invoke();
            entries[entry.Id] = entry;
        });
    }

    /// <summary>From now on a version is history.</summary>
    public Action End(DbConnection connection, DbTransaction transaction, DocumentEntry entry, DateTimeOffset moment)
    {
        connection.Execute("UPDATE documents SET valid_to = @moment WHERE id = @Id", new { moment = Stamp(moment), entry.Id }, transaction);
        return () => entries[entry.Id] = entry with { ValidTo = moment };
    }

    /// <summary>Notes where a file lies now and when it was last written; its text has not changed.</summary>
    public void Touch(DocumentEntry entry, string path, DateTimeOffset modified)
    {
        database.Write((connection, transaction) =>
            connection.Execute("UPDATE documents SET path = @path, modified = @modified WHERE id = @Id", new { path, modified = Stamp(modified), entry.Id }, transaction));
        entries[entry.Id] = entry with { Path = path, Modified = modified };
    }

    /// <summary>The text and its structure. Throws a <see cref="KeyNotFoundException"/> for a document without any.</summary>
    public Document Read(long id)
    {
        using var connection = database.Open();
        var (body, layout) = connection.QuerySingleOrDefault<(byte[]? Body, byte[]? Layout)>("SELECT body, layout FROM contents WHERE document = @id", new { id });
        return body is null ? throw new KeyNotFoundException($"the document {id} has no text.") : DocumentCodec.Unpack(DocumentCodec.UnpackText(body), layout!);
    }

    private static long Stamp(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public long Id { get; init; }
        public long Source { get; init; }
        public string Path { get; init; } = "";
        public string Hash { get; init; } = "";
        public long Bytes { get; init; }
        public long Modified { get; init; }
        public int State { get; init; }
        public string? Fault { get; init; }
        public string? Warnings { get; init; }
        public string? Title { get; init; }
        public string? Language { get; init; }
        public int? Pages { get; init; }
        public int Characters { get; init; }
        public long ValidFrom { get; init; }
        public long? ValidTo { get; init; }

        public DocumentEntry Entry => new()
        {
            Id = Id, Source = Source, Path = Path, Hash = Hash, Bytes = Bytes, Modified = Moment(Modified), State = (DocumentState)State, Fault = Fault is null ? null : Fault.StartsWith('[') ? JsonSerializer.Deserialize<Reason>(Fault) : new Reason(ReasonCode.Other, Fault),
            Warnings = Warnings is null ? [] : JsonSerializer.Deserialize<Reason[]>(Warnings)!, Title = Title, Language = Language, Pages = Pages, Characters = Characters,
            ValidFrom = Moment(ValidFrom), ValidTo = ValidTo is { } to ? Moment(to) : null,
        };

        private static DateTimeOffset Moment(long stamp) => DateTimeOffset.FromUnixTimeMilliseconds(stamp);
    }
}
