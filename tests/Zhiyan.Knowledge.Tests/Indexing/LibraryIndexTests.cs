using Dapper;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Store;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Indexing;

/// <summary>What an index keeps, whatever store it is kept in.</summary>
public abstract class LibraryIndexTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-index-");

    protected string Data => folder.FullName;

    [Fact]
    public async Task Merged_segments_hold_and_find_what_they_do_apart()
    {
        const int Segments = 77;    // 64 of them become one, 8 another, and 5 stay
        using var store = await Store();
        using LibraryIndex apart = Begin(store, "apart"), merged = Begin(store, "merged");
        var random = new Random(7);
        for (int segment = 0; segment < Segments; segment++)
        {
            List<Dictionary<string, int>> chunks = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Terms(random))];
            Append(store, apart, chunks);
            Append(store, merged, chunks);
            while (merged.Merge()) { }
        }

        var (wanted, kept) = (Postings(store, apart), Postings(store, merged));

        Assert.Equal((Segments, 7), (wanted.Segments, kept.Segments));
        Assert.Equal(wanted.Terms, kept.Terms);
        foreach (var question in (string[][])[["t1"], ["t3", "t40"], ["t900", "💧", "\ue000"], ["nowhere"]]) Assert.Equal(Found(apart, question), Found(merged, question));
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    internal abstract Task<KnowledgeDatabase> Store();

    private static LibraryIndex Begin(KnowledgeDatabase store, string library) => LibraryIndex.Load(store, store.Write((connection, transaction) => IndexTable.Add(
        connection, transaction, connection.QuerySingle<long>("INSERT INTO libraries (name, settings) VALUES (@library, '{}') RETURNING id", new { library }, transaction), embedder: null, isServing: true)), mostScanned: 0);

    /// <summary>Few stand in many chunks, many in few. The last two have another order in UTF-8 than in UTF-16.</summary>
    private static Dictionary<string, int> Terms(Random random)
    {
        var terms = Enumerable.Range(0, 20).Select(_ => $"t{(int)Math.Exp(random.NextDouble() * Math.Log(3_000))}").Distinct().ToDictionary(term => term, _ => random.Next(1, 4));
        if (random.Next(3) == 0) terms["💧"] = 1;
        if (random.Next(3) == 0) terms["\ue000"] = 300;
        return terms;
    }

    private static void Append(KnowledgeDatabase store, LibraryIndex index, List<Dictionary<string, int>> chunks)
    {
        var segment = index.NewSegment();
        foreach (var terms in chunks) segment.Add(document: 1, new ChunkTerms(terms, terms.Values.Sum()));
        store.Write((connection, transaction) => index.Append(connection, transaction, segment, [.. chunks.Select(_ => new ChunkRow(0, 1, new Chunk(0, 1, null, ""), "."))]), committed => committed());
    }

    /// <summary>Each term's chunks over all segments, with how often it stands there.</summary>
    private static (int Segments, SortedDictionary<string, List<(int Chunk, int Occurrences)>> Terms) Postings(KnowledgeDatabase store, LibraryIndex index)
    {
        using var connection = store.Open();
        var firsts = connection.Query<(int Id, int First)>("SELECT id, first FROM segments WHERE index_id = @Id", new { index.Id }).ToDictionary(row => row.Id, row => row.First);
        var terms = new SortedDictionary<string, List<(int, int)>>(StringComparer.Ordinal);
        foreach (var row in connection.Query<TermRow>("SELECT term, segment, count, last, data FROM postings WHERE index_id = @Id", new { index.Id }).OrderBy(row => firsts[row.Segment]))
        {
            var chunks = Knowledge.Indexing.Postings.Read(row.Data).ToList();
            Assert.Equal((chunks.Count, chunks[^1].Chunk), (row.Count, row.Last));
            if (!terms.TryGetValue(row.Term, out var all)) terms.Add(row.Term, all = []);
            all.AddRange(chunks.Select(chunk => (firsts[row.Segment] + chunk.Chunk, chunk.Occurrences)));
        }
        return (firsts.Count, terms);
    }

    private static IEnumerable<(int Chunk, float Score)> Found(LibraryIndex index, string[] question) =>
        index.Best(question.ToDictionary(term => term, _ => 1.0), most: 1_000, _ => true).Hits.Select(hit => (hit.Chunk, MathF.Round(hit.Score, 3))).Order();
}

public sealed class SqliteLibraryIndexTests : LibraryIndexTests
{
    internal override Task<KnowledgeDatabase> Store() => Task.FromResult<KnowledgeDatabase>(new SqliteKnowledge(Path.Combine(Data, KnowledgeBase.FileName)));
}

public sealed class PostgresLibraryIndexTests(PostgresServer server) : LibraryIndexTests, IClassFixture<PostgresServer>
{
    internal override async Task<KnowledgeDatabase> Store() => new PostgresKnowledge(await server.NewDatabaseAsync());
}
