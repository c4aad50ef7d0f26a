using System.Text;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Office;

public sealed class RichTextReaderTests
{
    [Fact]
    public void Words_are_read_in_the_encoding_of_their_font()
    {
        var document = Rich(@"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset134 SimSun;}}{\info{\title Hidden}}\f0 caf\'e9 \u8364? \f1\'d6\'d0\'b9\'fa\par{\*\unknown no}\outlinelevel0 Head\par\pard After\line more}");

        Assert.Equal(["Paragraph: café € 中国", "Heading1: Head", "Paragraph: After\nmore"], Documents.Lines(document));
    }

    [Fact]
    public void Rows_of_a_table_keep_their_cells()
    {
        var document = Rich(@"{\rtf1 Before\par\trowd\intbl A\cell\cell C\cell\row\trowd\intbl 1\cell 2\cell 3\cell\row\pard After\par}");

        Assert.Equal(["Paragraph: Before", "TableHead: A\t\tC", "TableRow: 1\t2\t3", "Paragraph: After"], Documents.Lines(document));
    }

    [Fact]
    public void Groups_without_end_are_refused()
    {
        var deep = Encoding.ASCII.GetBytes(@"{\rtf1" + new string('{', 100_000) + "words");

        Assert.Equal(ReasonCode.NestedTooDeep, Documents.Refusal("a.rtf", deep).Reason.Code);
    }

    private static Document Rich(string text) => Documents.Read("a.rtf", Encoding.ASCII.GetBytes(text));
}
