using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Search;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Search;

/// <summary>What both stores must do: find what <see cref="SearchQuery.Matches"/> defines, and show it to its owner alone.</summary>
public abstract class MessageIndexTests : IAsyncLifetime
{
    private static readonly DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid owner = Id(900), stranger = Id(901), chat = Id(800);
    private static readonly IReadOnlyList<string> corpus = Corpus();

    private readonly List<string> texts = [];
    private MessageIndex index = null!;
    private DbConnection connection = null!;

    internal abstract MessageIndex Index { get; }

    protected abstract Task<DbConnection> ConnectAsync();

    protected abstract void Use(DbContextOptionsBuilder options, DbConnection connection);

    public async ValueTask InitializeAsync()
    {
        index = Index;
        connection = await ConnectAsync();
        await index.CreateAsync(connection);
        await index.CreateAsync(connection);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Finds_in_a_few_hundred_sentences_what_the_definition_does()
    {
        await PutAsync(corpus);
        string[] queries =
        [
            "人工智能", "智能人工", "\"北京大学\"", "北京 大学", "大学北京", "臺灣", "ＧＰＴ", "写", "学", "性", "天气 -上海", "-天气 -weather", "weather tomorrow", "\"tomorrow weather\"",
            "trans", "\"trans\"", "c#", "c++", ".net", "3.5", "e-mail", "mail", "GPT-4", "模型GPT", "用户 模型", "", "数据库的索引", "索引数据库", "カメラ", "ｶﾒﾗ", "café", "🎉",
        ];
        foreach (var query in queries.Concat(Pieces(corpus, 150)).Select(Folding.Query))
        {
            var hits = await FindAsync(query, limit: 10_000);

            Assert.Equal(Enumerable.Range(0, texts.Count).Where(i => query.Matches(texts[i])), hits.Order());
        }
    }

    [Fact]
    public async Task Expected_sentences_are_found_and_others_are_not()
    {
        await PutAsync(["北京大学在北京", "北京的一所大学", "大学生去北京", "Peking University", "機器學習很有趣", "学习机器"]);

        Assert.Equal([0], await FindAsync("北京大学"));
        Assert.Equal([0, 1, 2], (await FindAsync("北京 大学")).Order());
        Assert.Equal([4], await FindAsync("机器学习"));
        Assert.Equal([4, 5], (await FindAsync("學習")).Order());
        Assert.Equal([3], await FindAsync("uni"));
    }

    [Fact]
    public async Task The_best_comes_first_and_then_the_newest()
    {
        await PutAsync(["今天天气不错，我们去公园散步，然后回家做饭，晚上再看一部电影", "天气，天气，还是天气", "完全无关", "天气，天气，还是天气"]);

        Assert.Equal([3, 1, 0], await FindAsync("天气"));
        Assert.Equal([3, 2, 1, 0], await FindAsync(""));
        Assert.Equal([1], await FindAsync(Folding.Query("天气"), limit: 1, offset: 1));
    }

    [Fact]
    public async Task A_neighbour_far_into_a_long_message_is_found()
    {
        await PutAsync([string.Concat(Enumerable.Repeat("很长的消息。", 8_000)) + "末尾藏着一根银针", "银色的针和末尾"]);

        Assert.Equal([0], await FindAsync("一根银针"));
        Assert.Equal([1], await FindAsync("末尾 -\"一根银针\""));
    }

    [Fact]
    public async Task A_message_of_nothing_but_different_long_words_is_taken()
    {
        var words = Enumerable.Range(0, 100_000).Select(i => $"{i}{new string('x', 50)}");
        var pairs = Enumerable.Range(0, 100_000).Select(i => char.ConvertFromUtf32(0x20000 + i % 40_000) + char.ConvertFromUtf32(0x20000 + i * 7 % 39_989));

        await PutAsync([string.Join(' ', words), string.Concat(pairs)]);

        Assert.Equal([0], await FindAsync("0xxxxx"));
    }

    [Fact]
    public async Task A_new_text_takes_the_place_of_the_old_one()
    {
        await PutAsync(["第一稿"]);

        await index.PutAsync(connection, new IndexedMessage(Id(0), chat, owner, start, "第二稿"));

        Assert.Empty(await FindAsync("第一"));
        Assert.Equal([0], await FindAsync("第二"));
        Assert.Equal([0], await FindAsync(""));
    }

    [Fact]
    public async Task What_is_removed_is_not_found()
    {
        await PutAsync(["苹果一", "苹果二"]);
        await index.PutAsync(connection, new IndexedMessage(Id(7), Id(801), owner, start, "苹果七"));

        await index.RemoveAsync(connection, Id(0));
        var afterMessage = await FindAsync("苹果");
        await index.RemoveChatAsync(connection, chat);
        var afterChat = await FindAsync("苹果");

        Assert.Equal([1, 7], afterMessage.Order());
        Assert.Equal([7], afterChat);
    }

    [Fact]
    public async Task Nobody_finds_what_another_owns()
    {
        await PutAsync(["秘密"]);

        Assert.Empty(await index.FindAsync(connection, stranger, Folding.Query("秘密"), 10));
        Assert.Empty(await index.FindAsync(connection, stranger, Folding.Query(""), 10));
    }

    [Fact]
    public async Task Anything_typed_or_written_is_taken_and_agrees_with_the_definition()
    {
        var random = new RandomText(6);
        await PutAsync([.. Enumerable.Range(0, 60).Select(_ => random.Anything(random.Below(120)))]);
        for (int i = 0; i < 400; i++)
        {
            var query = Folding.Query(i % 2 == 0 ? random.Anything(random.Below(40)) : Pieces(texts, 1, seed: i)[0]);

            var hits = await FindAsync(query, limit: 1_000);

            Assert.Equal(Enumerable.Range(0, texts.Count).Where(number => query.Matches(texts[number])), hits.Order());
        }
    }

    [Fact]
    public async Task A_wider_query_joins_and_filters_the_hits()
    {
        await PutAsync(["天气一", "天气二", "别的"]);
        var options = new DbContextOptionsBuilder<Notes>();
        Use(options, connection);
        using var notes = new Notes(options.Options);
        await notes.Database.ExecuteSqlRawAsync(notes.Database.GenerateCreateScript());
        notes.AddRange(Enumerable.Range(0, 3).Select(i => new Note { Id = Id(i), Stars = i }));
        await notes.SaveChangesAsync();
        var statement = index.Select(() => connection.CreateCommand().CreateParameter(), owner, Folding.Query("天气"));

        var found = await notes.Database.SqlQueryRaw<SearchHit>(statement.Sql, [.. statement.Parameters])
            .Join(notes.Set<Note>(), hit => hit.MessageId, note => note.Id, (hit, note) => new { hit.MessageId, hit.Score, note.Stars })
            .Where(row => row.Stars > 0).OrderByDescending(row => row.Score).Take(5).ToListAsync();

        Assert.Equal([Id(1)], found.Select(row => row.MessageId));
    }

    /// <summary>Puts messages 0, 1, 2… a minute apart.</summary>
    private async Task PutAsync(IReadOnlyList<string> messages)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var text in messages)
        {
            await index.PutAsync(connection, new IndexedMessage(Id(texts.Count), chat, owner, start.AddMinutes(texts.Count), text));
            texts.Add(text);
        }
        await transaction.CommitAsync();
    }

    private Task<IReadOnlyList<int>> FindAsync(string query) => FindAsync(Folding.Query(query), limit: 100);

    private async Task<IReadOnlyList<int>> FindAsync(SearchQuery query, int limit, int offset = 0) =>
        [.. (await index.FindAsync(connection, owner, query, limit, offset)).Select(hit => BitConverter.ToInt32(hit.MessageId.ToByteArray()))];

    private static Guid Id(int number) => new(number, 0xabc, 0xdef, 1, 2, 3, 4, 5, 6, 7, 8);

    private static string[] Pieces(IReadOnlyList<string> texts, int count, int seed = 7)
    {
        var random = new RandomText(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var text = texts[random.Below(texts.Count)];
            int from = random.Below(text.Length + 1);
            return text[from..Math.Min(text.Length, from + 1 + random.Below(9))];
        })];
    }

    private static List<string> Corpus()
    {
        string[] who = ["我", "用户", "北京大学的老师", "台湾的同事", "臺灣朋友", "一个学生", "人工智能助手", "The user", "Our team", "A student at Café Noir"];
        string[] did = ["在研究", "写了一篇关于", "想知道", "翻译了", "asked about", "is writing", "transforms"];
        string[] what =
        [
            "人工智能的历史。", "北京的大学和中学", "数据库的索引，以及索引数据库的方法", "明天上海的天气", "the weather of tomorrow, and tomorrow the weather report",
            "C# 与 .NET 的模型", "GPT-4 和 gpt-3.5 模型", "e-mail and C++ in ASP.NET", "ｶﾒﾗ和カメラ🎉",
        ];
        return [.. who.SelectMany(_ => did, (a, b) => (a, b)).SelectMany(_ => what, (ab, c) => $"{ab.a}{(char.IsAscii(ab.b[0]) ? " " : "")}{ab.b} {c}")];
    }

    private sealed class Note
    {
        public Guid Id { get; init; }

        public int Stars { get; init; }
    }

    private sealed class Notes(DbContextOptions<Notes> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder model) => model.Entity<Note>();
    }
}
