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
    public void Is_known_by_its_words(string words, ReadKind kind, ReadMethod method)
    {
        var task = ReadTask.Of(words, book);

        Assert.Equal((kind, method), (task.Kind, task.Method));
    }

    [Theory]
    [InlineData("第三回 盗御酒", "盗御酒")]
    [InlineData("CHAPTER IV. The Eve", "The Eve")]
    [InlineData("IV. THE EVE", "THE EVE")]
    [InlineData("2.1 Scope", "Scope")]
    [InlineData("Chapter 12", "")]
    [InlineData("A Scandal in Bohemia", "A Scandal in Bohemia")]
    public void A_title_is_a_heading_without_its_number(string heading, string title)
    {
        Assert.Equal(title, HeadingTitle.Of(heading));
    }

    [Theory]
    [InlineData(0), InlineData(10), InlineData(5_000), InlineData(100_000)]
    public void Parts_hold_every_character_once(int length)
    {
        var text = string.Concat(Enumerable.Repeat("知言知言。\n\n", length / 7));
        var document = new Document { Text = text };

        var parts = DocumentParts.Of(document);

        Assert.Equal(0, parts[0].Start);
        Assert.Equal(text.Length, parts[^1].End);
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
    }
}
