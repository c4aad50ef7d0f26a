using System.Text;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Plain;

public sealed class PlainTextReaderTests
{
    [Fact]
    public void The_text_stays_as_it_is_but_for_the_mark()
    {
        const string text = "  One\r\n\r\n\tTwo \r\nthree\r";

        var document = Documents.Read("a.txt", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(text)]);

        Assert.Equal(text, document.Text);
        Assert.Equal(["Paragraph: One", "Paragraph: Two \r\nthree"], Documents.Lines(document));
    }

    [Fact]
    public void Hard_wrapped_lines_are_one_paragraph_up_to_the_blank_line()
    {
        const string text = """
            It was the best of times, it was the worst of times, it was the age
            of wisdom, it was the age of foolishness, it was the epoch of
            belief, it was the epoch of incredulity.

            There were a king with a large jaw and a queen with a plain face,
            on the throne of England.
            """;

        var document = Documents.Read("a.txt", text);

        Assert.Equal(2, document.Blocks.Count);
        Assert.All(document.Blocks, block => Assert.Equal(BlockKind.Paragraph, block.Kind));
    }

    [Fact]
    public void A_book_with_a_paragraph_a_line_gives_a_block_a_line_and_its_chapters()
    {
        const string text = "第一回　灵根育孕源流出　心性修持大道生\n　　诗曰：\n　　盖闻天地之数，有十二万九千六百岁为一元。将一元分为十二会，乃子、丑、寅、卯、辰、巳、午、未、申、酉、戌、亥之十二支也。每会该一万八百岁。\n　　且看下回分解。\n第二回　悟彻菩提真妙理\n　　话表美猴王得了姓名。\n";

        var lines = Documents.Lines(Documents.Read("a.txt", text));

        Assert.Equal(6, lines.Count);
        Assert.Equal("Heading2: 第一回　灵根育孕源流出　心性修持大道生", lines[0]);
        Assert.Equal("Paragraph: 诗曰：", lines[1]);
        Assert.Equal("Heading2: 第二回　悟彻菩提真妙理", lines[4]);
    }

    [Theory]
    [InlineData("第一章的内容很重要")]
    [InlineData("第三回合开始了，双方都很紧张。")]
    [InlineData("第二节里说到，一切都会好的。")]
    [InlineData("CHAPTER I was the one he liked, and he read on,")]
    [InlineData("I was there.")]
    [InlineData("IBM AND HP,")]
    public void A_sentence_that_begins_like_a_heading_is_none(string line)
    {
        var document = Documents.Read("a.txt", $"一些文字在前面。\n\n{line}\n\n一些文字在后面。\n");

        Assert.DoesNotContain(document.Blocks, block => block.Kind is BlockKind.Heading);
    }

    [Theory]
    [InlineData("CHAPTER XII. THE STRANGE TALE", 2)]
    [InlineData("Chapter 3", 2)]
    [InlineData("BOOK ONE", 1)]
    [InlineData("THE EVE OF THE WAR", 3)]
    [InlineData("第十二章 总则", 2)]
    [InlineData("第一卷", 1)]
    [InlineData("后记", 2)]
    [InlineData("1. Introduction", 1)]
    [InlineData("2.3 Results of the trial", 2)]
    [InlineData("三、工作安排", 2)]
    [InlineData("（二）经费来源", 3)]
    public void A_line_that_stands_alone_and_looks_like_a_heading_is_one(string line, int level)
    {
        var document = Documents.Read("a.txt", $"Some words stand before it.\n\n{line}\n\nSome words stand behind it.\n");

        Assert.Equal(new Block(BlockKind.Heading, 29, 29 + line.Length, level), document.Blocks[1]);
    }

    [Fact]
    public void A_table_of_contents_is_a_list_and_the_chapters_are_headings()
    {
        const string text = "书名\n\n第一回　甲\n第二回　乙\n第三回　丙\n\n第一回　甲\n\n话说从前有一个人。\n\n第二回　乙\n\n又说那人。\n";

        var lines = Documents.Lines(Documents.Read("a.txt", text));

        Assert.Equal(["Heading1: 书名", "ListItem1: 第一回　甲", "ListItem1: 第二回　乙", "ListItem1: 第三回　丙", "Heading2: 第一回　甲"], lines[..5]);
        Assert.Contains("Heading2: 第二回　乙", lines);
    }

    [Fact]
    public void Lists_keep_their_items_and_levels()
    {
        const string text = "To buy:\n- milk\n- bread,\n  the dark one\n  - with seeds\n- eggs\n\n1. First\n2. Second\n";

        var lines = Documents.Lines(Documents.Read("a.txt", text));

        Assert.Equal(["Paragraph: To buy:", "ListItem1: - milk", "ListItem1: - bread,\n  the dark one", "ListItem2: - with seeds", "ListItem1: - eggs", "ListItem1: 1. First", "ListItem1: 2. Second"], lines);
    }

    [Fact]
    public void A_million_short_lines_are_read_in_no_time()
    {
        var text = string.Concat(Enumerable.Repeat("第一 a\n", 300_000));

        var document = Documents.Read("a.txt", text);

        Assert.Equal(300_000, document.Blocks.Count);
    }
}
