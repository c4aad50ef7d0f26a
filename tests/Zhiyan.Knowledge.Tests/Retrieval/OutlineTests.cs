using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Tests.Retrieval;

public sealed class OutlineTests
{
    private const string Text = "preface A first A1 one A2 two B second";

    private readonly Outline outline = Outline.Of(new Document
    {
        Text = Text,
        Blocks = [Heading("A ", 1), Heading("A1", 2), Heading("A2", 2), Heading("B ", 1)],
    });

    [Theory]
    [InlineData("first", "A", "A first A1 one A2 two ")]
    [InlineData("one", "A|A1", "A1 one ")]
    [InlineData("A2", "A|A2", "A2 two ")]
    [InlineData("second", "B", "B second")]
    [InlineData("preface", "", "preface ")]
    public void A_place_has_the_headings_above_it_and_a_section(string place, string headings, string section)
    {
        int at = Text.IndexOf(place, StringComparison.Ordinal);

        var (start, end) = outline.Section(at);

        Assert.Equal(headings, string.Join('|', outline.Above(at)));
        Assert.Equal(section, Text[start..end]);
    }

    [Fact]
    public void A_text_without_headings_is_one_section()
    {
        var plain = Outline.Of(new Document { Text = "a b c" });

        Assert.Empty(plain.Above(2));
        Assert.Equal((0, 5), plain.Section(2));
    }

    private static Block Heading(string text, int level)
    {
        int at = Text.IndexOf(text, StringComparison.Ordinal);
        return new Block(BlockKind.Heading, at, at + text.Length, level);
    }
}
