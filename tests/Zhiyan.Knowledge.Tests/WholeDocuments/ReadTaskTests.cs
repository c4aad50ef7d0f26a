using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.WholeDocuments;

namespace Zhiyan.Knowledge.Tests.WholeDocuments;

public sealed class ReadTaskTests
{
    private static readonly Document book = new() { Text = "第一回 开端", Blocks = [new Block(BlockKind.Heading, 0, 6, 1)] };

    [Theory]
    [InlineData("列出全部一百回的回目。", ReadKind.List, ReadMethod.Structure)]
    [InlineData("List the title of every chapter of the book, in order.", ReadKind.List, ReadMethod.Structure)]
    [InlineData("List every person referred to as 'Mr. <surname>'.", ReadKind.List, ReadMethod.Pattern)]
    [InlineData("Extract all e-mail addresses.", ReadKind.List, ReadMethod.Pattern)]
    [InlineData("列出文中所有日期", ReadKind.List, ReadMethod.Pattern)]
    [InlineData("列出主人公送过的礼物", ReadKind.List, ReadMethod.Model)]
    [InlineData("总结这本书", ReadKind.Summarise, ReadMethod.Model)]
    [InlineData("Translate it into English.", ReadKind.Translate, ReadMethod.Model)]
    [InlineData("Why did he leave?", ReadKind.Answer, ReadMethod.Model)]
    [InlineData("每一回里主人公去了哪里？", ReadKind.Answer, ReadMethod.Model)]
    [InlineData("Who dies in each chapter?", ReadKind.Answer, ReadMethod.Model)]
    public void Is_known_by_its_words(string words, ReadKind kind, ReadMethod method)
    {
        var task = ReadTask.Of(new ReadRequest(1, words), book);

        Assert.Equal((kind, method), (task.Kind, task.Method));
    }

    [Theory]
    [InlineData("Extract a table with the columns: person, place and date.", new[] { "person", "place", "date" })]
    [InlineData("提取成表格：人物、地点，日期", new[] { "人物", "地点", "日期" })]
    [InlineData("List the gifts he gave", new string[0])]
    public void A_table_has_the_columns_that_its_task_names(string words, string[] columns)
    {
        var task = ReadTask.Of(new ReadRequest(1, words), book);

        Assert.Equal((ReadKind.List, ReadMethod.Model), (task.Kind, task.Method));
        Assert.Equal(columns, task.Columns);
    }

    [Theory]
    [InlineData("第三回 盗御酒", "盗御酒")]
    [InlineData("CHAPTER IV. The Eve", "The Eve")]
    [InlineData("IV. THE EVE", "THE EVE")]
    [InlineData("2.1 Scope", "Scope")]
    [InlineData("## 2. Scope ##", "Scope")]
    [InlineData("Chapter 12", "")]
    [InlineData("A Scandal in Bohemia", "A Scandal in Bohemia")]
    public void A_title_is_a_heading_without_its_number(string heading, string title)
    {
        Assert.Equal(title, HeadingTitle.Of(heading));
    }

    [Theory]
    [InlineData(0, ReadKind.List), InlineData(10, ReadKind.Summarise), InlineData(5_000, ReadKind.Translate), InlineData(100_000, ReadKind.Answer)]
    public void Parts_hold_every_character_once(int length, ReadKind kind)
    {
        var text = string.Concat(Enumerable.Repeat("知言知言。\n\n", length / 7));
        var document = new Document { Text = text };

        var parts = DocumentParts.Of(document, 7, kind);

        Assert.Equal(0, parts[0].Start);
        Assert.Equal(text.Length, parts[^1].End);
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
    }

    [Fact]
    public void A_question_is_put_to_each_chapter_and_to_each_row_of_a_table()
    {
        var chapters = new Document { Text = "One\nA river.\nTwo\nA hill.", Blocks = [new(BlockKind.Heading, 0, 3, 1), new(BlockKind.Paragraph, 4, 12), new(BlockKind.Heading, 13, 16, 1), new(BlockKind.Paragraph, 17, 24)] };
        var table = new Document { Text = "name\tage\nAnn\t31\nBob\t42\nCy\t53", Blocks = [new(BlockKind.TableHead, 0, 8), new(BlockKind.TableRow, 9, 15), new(BlockKind.TableRow, 16, 22), new(BlockKind.TableRow, 23, 28)] };

        var ofChapters = DocumentParts.Of(chapters, 1, ReadKind.Answer);
        var ofRows = DocumentParts.Of(table, 1, ReadKind.Answer);

        Assert.Equal([("One", 0), ("Two", 13)], ofChapters.Select(part => (part.Label, part.Start)));
        Assert.Equal([0, 16, 23], ofRows.Select(part => part.Start));
    }
}
