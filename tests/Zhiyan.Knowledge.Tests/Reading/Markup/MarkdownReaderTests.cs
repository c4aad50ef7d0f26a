using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Markup;

public sealed class MarkdownReaderTests
{
    [Fact]
    public void Blocks_stand_where_they_stand_in_the_file()
    {
        const string text = """
            ---
            title: "A report"
            ---
            # Heading *one*

            First [paragraph](https://a.example/x) here.

            - item
              goes on
              - inner
            - last

            > quoted
            > words

            ```csharp
            var x = 1;

            ```

            | a | b |
            |---|---|
            | 1 | 2 |

            [ref]: https://b.example

            Second
            -------
            """;

        var document = Documents.Read("a.md", text);

        Assert.Equal(text, document.Text);
        Assert.Equal("A report", document.Title);
        Assert.Equal(
            [
                "Code: ---\ntitle: \"A report\"\n---", "Heading1: # Heading *one*", "Paragraph: First [paragraph](https://a.example/x) here.", "ListItem1: - item\n  goes on",
                "ListItem2: - inner", "ListItem1: - last", "Quote: > quoted\n> words", "Code: ```csharp\nvar x = 1;\n\n```", "TableHead: | a | b |\n|---|---|", "TableRow: | 1 | 2 |",
                "Paragraph: [ref]: https://b.example", "Heading2: Second\n-------",
            ], Documents.Lines(document));
        Assert.Equal([new Link(text.IndexOf("[para"), text.IndexOf(" here"), "https://a.example/x")], document.Links);
    }

    [Fact]
    public void Chinese_text_with_CRLF_and_a_title_of_its_own()
    {
        const string text = "# 工作报告\r\n\r\n1. 第一\r\n2. 第二\r\n\r\n**重点**：按时完成。\r\n";

        var document = Documents.Read("报告.md", text);

        Assert.Equal("工作报告", document.Title);
        Assert.Equal(["Heading1: # 工作报告", "ListItem1: 1. 第一", "ListItem1: 2. 第二", "Paragraph: **重点**：按时完成。"], Documents.Lines(document));
    }

    [Theory]
    [InlineData("> ")]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("* ")]
    [InlineData("1. ")]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("![")]
    [InlineData("`")]
    [InlineData("<a ")]
    public void Nesting_without_end_is_read_all_the_same(string opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening, 100_000)) + "words\n\nmore\n";

        var document = Documents.Read("a.md", text);

        Assert.Equal(text, document.Text);
    }

    [Fact]
    public void Lists_nested_line_by_line_are_read()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(depth => new string(' ', depth * 2) + "- item\n"));

        var document = Documents.Read("a.md", text);

        Assert.Equal(text, document.Text);
    }
}
