using System.Globalization;
using Microsoft.Data.Sqlite;
using Zhiyan.Server.Search;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Search;

public sealed class SearchQueryTests
{
    [Fact]
    public void Reads_words_phrases_minuses_and_filters()
    {
        var query = Folding.Query("rust \"borrow checker\" -async in:\"my notes\" tag:工作 -role:assistant model:qwen3 after:2026-01-05 before:2026/2/1 is:pinned");

        Assert.Equal(["rust", "borrow checker"], query.Required.Select(Words));
        Assert.Equal(["async"], query.Excluded.Select(Words));
        Assert.Equal<SearchFilter>(
            [
                new FolderFilter("my notes", false), new TagFilter("工作", false), new RoleFilter(SearchRole.Assistant, true), new ModelFilter("qwen3", false),
                new AfterFilter(new DateOnly(2026, 1, 5), false), new BeforeFilter(new DateOnly(2026, 2, 1), false), new MarkFilter(ChatMark.Pinned, false),
            ],
            query.Filters);
    }

    [Fact]
    public void Reads_Chinese_names_of_filters_in_both_scripts_and_widths()
    {
        var query = Folding.Query("文件夹：「旅行 计划」 標籤:ＡＩ 角色：用户 －角色:助手 模型:通义 之后:2026年1月5日 早于:2026年 狀態:已歸檔 状态：置顶");

        Assert.Empty(query.Required);
        Assert.Equal<SearchFilter>(
            [
                new FolderFilter("旅行 计划", false), new TagFilter("ＡＩ", false), new RoleFilter(SearchRole.User, false), new RoleFilter(SearchRole.Assistant, true),
                new ModelFilter("通义", false), new AfterFilter(new DateOnly(2026, 1, 5), false), new BeforeFilter(new DateOnly(2026, 1, 1), false),
                new MarkFilter(ChatMark.Archived, false), new MarkFilter(ChatMark.Pinned, false),
            ],
            query.Filters);
    }

    [Theory]
    [InlineData("12:30", "12 30")]
    [InlineData("https://example.com/a", "https example . com a")]
    [InlineData("role:nobody", "role nobody")]
    [InlineData("after:soon", "after soon")]
    [InlineData("e-mail", "e mail")]
    [InlineData("C#", "c #")]
    [InlineData("“你好，世界", "你好 好 世界")]
    public void What_is_no_filter_is_words(string text, string words)
    {
        var query = Folding.Query(text);

        Assert.Equal([words], query.Required.Select(Words));
        Assert.Empty(query.Filters);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \u3000")]
    [InlineData("tag:")]
    [InlineData("- -- \"\" “” 。。。")]
    public void A_query_that_asks_for_nothing_finds_everything(string text)
    {
        var query = Folding.Query(text);

        Assert.False(query.HasWords);
        Assert.Empty(query.Filters);
        Assert.True(query.Matches("anything"));
    }

    [Theory]
    [InlineData("gener", "Text generation", true)]
    [InlineData("gener ", "Text generation", false)]
    [InlineData("gener text", "Text generation", false)]
    [InlineData("\"gener", "Text generation", false)]
    [InlineData("text -gen", "Text generation", true)]
    [InlineData("text -generation", "Text generation", false)]
    [InlineData("enera", "Text generation", false)]
    [InlineData("臺灣", "我在台湾", true)]
    [InlineData("台湾", "我在臺灣", true)]
    [InlineData("ＡＢＣ", "abc", true)]
    [InlineData("Café", "the CAFE\u0301 there", true)]
    [InlineData("言", "知言", true)]
    [InlineData("言", "言语", true)]
    [InlineData("GPT模型", "一个 GPT 模型", true)]
    [InlineData("北京大学", "大学在北京", false)]
    [InlineData("北京 大学", "大学在北京", true)]
    [InlineData("\"北京大学\"", "北京的大学，北京大", false)]
    [InlineData("\"b a\"", "a b", false)]
    [InlineData("北京 -上海", "从北京到上海", false)]
    [InlineData("-\"上 海\"", "从北京到上海", true)]
    [InlineData("c#", "C is not C++", false)]
    [InlineData("c", "C#", true)]
    [InlineData(".net", "ASP.NET", true)]
    [InlineData(".net", "a fishing net", false)]
    [InlineData("3.5", "gpt-3.5-turbo", true)]
    [InlineData("3.5", "13.52", false)]
    [InlineData("🎉", "完成🎉🎉！", true)]
    public void Matches_as_a_reader_would(string query, string text, bool matches)
    {
        Assert.Equal(matches, Folding.Query(query).Matches(text));
    }

    [Fact]
    public void Every_part_of_a_Chinese_text_finds_it()
    {
        var texts = new RandomText(3);
        for (int i = 0; i < 200; i++)
        {
            var text = texts.ChineseText(25);
            for (int start = 0; start < text.Length; start++)
                for (int length = 1; start + length <= text.Length; length++)
                    Assert.True(Folding.Query(text.Substring(start, length)).Matches(text), $"{text.Substring(start, length)} in {text}");
        }
    }

    [Fact]
    public void Two_names_of_a_filter_are_written_as_they_fold()
    {
        Assert.All(QueryReader.FilterNames, name => Assert.Equal(name, Folding.Shipped.Fold(name).Text));
    }

    [Fact]
    public void Writes_both_stores_languages()
    {
        var query = Folding.Query("知言很好 写 \"exact words\" -坏 -\"not this\" gen");

        Assert.Equal("(\"知言 言很 很好\" AND \"写\" * AND \"exact words\" AND \"gen\" *) NOT (\"坏\" * OR \"not this\")", query.ToFts5());
        Assert.Equal("'知言' & '言很' & '很好' & '写':* & 'exact' & 'words' & 'gen':* & !'坏':*", query.ToTsQuery());
        Assert.Equal("(\"_\") NOT (\"bad\")", Folding.Query("-bad").ToFts5());
        Assert.Equal("'_' & !'bad'", Folding.Query("-bad").ToTsQuery());
    }

    [Fact]
    public void A_long_query_is_read_up_to_its_bounds()
    {
        var query = Folding.Query(string.Join(' ', Enumerable.Range(0, 100_000)));

        Assert.Equal(SearchQuery.MaximumClauses, query.Required.Count);
    }

    [Fact]
    public void Anything_typed_is_a_query_that_SQLite_takes()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE VIRTUAL TABLE t USING fts5(terms, content='', tokenize=\"ascii tokenchars '#+._'\"); INSERT INTO t VALUES (' _ a ')";
        command.ExecuteNonQuery();
        command.CommandText = "SELECT count(*) FROM t WHERE terms MATCH @match";
        var match = command.Parameters.AddWithValue("@match", "");
        var texts = new RandomText(4);
        for (int i = 0; i < 10_000; i++)
        {
            match.Value = Folding.Query(texts.Anything(texts.Below(i % 50 == 0 ? 2_000 : 60))).ToFts5();

            Assert.InRange(Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture), 0, 1);
        }
    }

    private static string Words(TermSequence sequence) => string.Join(' ', sequence.Terms);
}
