using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.Tests.Indexing;

/// <summary>What an index of vectors does, whatever it is made by.</summary>
public abstract class VectorIndexTests
{
    private const int Width = 32, Vectors = 500, Groups = 40;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_finds_what_a_scan_finds()
    {
        var table = Table(Vectors);
        using var index = await Begin(table);

        index.Extend(table, Cancellation);

        int right = Enumerable.Range(0, 40).Sum(number => index.Near(Vector(Vectors + number), 20).Intersect(Exact(table, Vectors + number, 10)).Count());
        Assert.Equal(Vectors, index.Count);
        Assert.InRange(right, 380, 400);
    }

    [Fact]
    public async Task What_comes_later_is_found_once_it_is_extended()
    {
        var table = Table(Vectors);
        using var index = await Begin(table);
        index.Extend(table, Cancellation);
        Add(table, Vectors, 100);

        var before = index.Near(Vector(Vectors + 50), 1);
        index.Extend(table, Cancellation);
        var after = index.Near(Vector(Vectors + 50), 1);

        Assert.NotEqual([Vectors + 50], before);
        Assert.Equal([Vectors + 50], after);
        Assert.Equal(Vectors + 100, index.Count);
    }

    [Fact]
    public async Task Another_process_finds_it_as_it_was_left()
    {
        var table = Table(Vectors);
        using (var index = await Begin(table)) index.Extend(table, Cancellation);

        using var again = await Begin(table);

        Assert.Equal(Vectors, again.Count);
        Assert.Equal([7], again.Near(Vector(7), 1));
    }

    /// <summary>Opens the test's own index, or begins it.</summary>
    internal abstract Task<IVectorIndex> Begin(VectorTable table);

    internal static VectorTable Table(int count)
    {
        var table = new VectorTable();
        Add(table, 0, count);
        return table;
    }

    /// <summary>Vectors stand in groups, as those of texts do; each is told by its number.</summary>
    protected static ReadOnlyMemory<float> Vector(int number)
    {
        float[] vector = [.. Ball(number % Groups).Zip(Ball(1_000 + number), (centre, own) => centre + own / 2)];
        float length = MathF.Sqrt(vector.Sum(value => value * value));
        return vector.Select(value => value / length).ToArray();
    }

    private static IEnumerable<float> Ball(int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, Width).Select(_ => random.NextSingle() - 0.5f).ToList();
    }

    internal static void Add(VectorTable table, int first, int count) => table.Append(VectorTable.Pack([.. Enumerable.Range(first, count).Select(Vector)]), count);

    private static IEnumerable<int> Exact(VectorTable table, int number, int most) => table.Nearest(Vector(number).Span, most, _ => true).Select(hit => hit.Chunk);
}

public sealed class UsearchIndexTests : VectorIndexTests, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zhiyan-graph-").FullName;

    private string File => Path.Combine(folder, "1.usearch");

    [Fact]
    public async Task A_file_that_is_damaged_cut_off_or_of_other_vectors_counts_as_none()
    {
        var table = Table(300);
        using (var index = await Begin(table)) index.Extend(table, Cancellation);
        var whole = await System.IO.File.ReadAllBytesAsync(File, Cancellation);
        var damaged = whole.ToArray();
        damaged[whole.Length / 2] ^= 1;

        foreach (var bytes in (byte[][])[damaged, whole[..^10], whole[..20], []])
        {
            await System.IO.File.WriteAllBytesAsync(File, bytes, Cancellation);
            using var index = await Begin(table);
            Assert.Equal(0, index.Count);
        }
        await System.IO.File.WriteAllBytesAsync(File, whole, Cancellation);
        var others = new VectorTable();
        Add(others, 1, 300);
        using var other = await Begin(others);
        using var same = await Begin(table);

        Assert.Equal((0, 300), (other.Count, same.Count));
    }

    [Fact]
    public async Task An_end_in_between_leaves_what_was_there()
    {
        var table = Table(300);
        using var index = await Begin(table);
        index.Extend(table, Cancellation);
        Add(table, 300, 100);
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        Assert.Throws<OperationCanceledException>(() => index.Extend(table, ended.Token));
        using var again = await Begin(table);

        Assert.Equal((300, 300), (index.Count, again.Count));
    }

    [Fact]
    public async Task A_search_that_is_held_to_few_chunks_finds_all_of_them()
    {
        var table = Table(600);
        using var nearest = new NearestChunks(table, () => Begin(table).Result, mostScanned: 500);
        nearest.Extend(Cancellation);
        Add(table, 600, 20);

        var few = nearest.Of(Vector(3), 10, chunk => chunk % 100 == 50);
        var last = nearest.Of(Vector(615), 1, _ => true);

        Assert.Equal("USearch", nearest.Name);
        Assert.Equal([50, 150, 250, 350, 450, 550], few.Select(hit => hit.Chunk).Order());
        Assert.Equal([615], last.Select(hit => hit.Chunk));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    internal override Task<IVectorIndex> Begin(VectorTable table)
    {
        var index = UsearchIndex.Open(File, table);
        Assert.SkipWhen(index is null, "USearch has no library for this machine; vectors are scanned here.");
        return Task.FromResult<IVectorIndex>(index);
    }
}

public sealed class PgvectorIndexTests(PgliteServer server) : VectorIndexTests, IClassFixture<PgliteServer>, IDisposable
{
    private static int indexes;

    private readonly int index = Interlocked.Increment(ref indexes);
    private PostgresKnowledge? database;

    public void Dispose() => database?.Dispose();

    internal override async Task<IVectorIndex> Begin(VectorTable table)
    {
        database ??= new PostgresKnowledge(await server.Connection());
        return Assert.IsType<PgvectorIndex>(database.OpenVectorIndex(index, table));
    }
}
