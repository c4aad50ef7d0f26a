using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Tests.Reading.Plain;

public sealed class SeparatedValuesReaderTests
{
    [Fact]
    public void Each_record_is_a_block_and_the_text_is_the_files()
    {
        const string text = "name,note\r\n\"Li, Wei\",\"said \"\"yes\"\"\r\nand left\"\r\nZhao,5\" pipe\r\n";

        var document = Documents.Read("a.csv", text);

        Assert.Equal(text, document.Text);
        Assert.Equal(["TableHead: name,note", "TableRow: \"Li, Wei\",\"said \"\"yes\"\"\r\nand left\"", "TableRow: Zhao,5\" pipe"], Documents.Lines(document));
    }

    [Theory]
    [InlineData("a;b;c\n1,5;2;3\n2,5;4;5\n", ';')]
    [InlineData("a,b,c\n1,2,3\n", ',')]
    [InlineData("a\tb\n1,1\t2\n", '\t')]
    [InlineData("a|b|c\n1|2|3\n", '|')]
    public void The_sign_between_cells_is_found(string text, char sign) => Assert.Equal(sign, SeparatedValuesReader.Delimiter(text));

    [Fact]
    public void A_quote_that_nobody_closed_does_not_swallow_the_file()
    {
        var text = "a,b\n\"open,1\n" + string.Concat(Enumerable.Repeat("x,y\n", 5000));

        var document = Documents.Read("a.csv", text);

        Assert.Equal(5002, document.Blocks.Count);
    }

    [Fact]
    public void A_log_keeps_a_stack_trace_with_its_line_and_JSON_lines_are_blocks()
    {
        var log = Documents.Lines(Documents.Read("a.log", "10:00 error\n  at A.B()\n  at C.D()\n10:01 fine\n"));
        var json = Documents.Lines(Documents.Read("a.jsonl", "{\"a\":1}\n{\"a\":2}\n"));

        Assert.Equal(["Paragraph: 10:00 error\n  at A.B()\n  at C.D()", "Paragraph: 10:01 fine"], log);
        Assert.Equal(["Code: {\"a\":1}", "Code: {\"a\":2}"], json);
    }

    [Fact]
    public void Code_is_cut_between_functions_and_not_within_them()
    {
        const string code = "import os\n\ndef one():\n    a = 1\n\n    return a\n\ndef two():\n    return 2\n";

        var document = Documents.Read("a.py", code);

        Assert.Equal(code, document.Text);
        Assert.Equal(["Code: import os", "Code: def one():\n    a = 1\n\n    return a", "Code: def two():\n    return 2"], Documents.Lines(document));
    }

    [Fact]
    public void A_long_piece_of_data_is_cut_where_an_element_begins()
    {
        var json = "[\n" + string.Concat(Enumerable.Range(0, 500).Select(index => $"  {{\n    \"id\": {index}\n  }},\n")) + "  {}\n]\n";

        var document = Documents.Read("a.json", json);

        Assert.InRange(document.Blocks.Count, 5, 20);
        Assert.All(document.Blocks, block => Assert.Equal(BlockKind.Code, block.Kind));
    }
}
