using System.Text;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading;

public sealed class DocumentReadersTests
{
    [Fact]
    public void An_empty_file_and_one_of_white_space_are_told_apart_from_damaged_ones()
    {
        Assert.Equal(ReasonCode.Empty, Documents.Refusal("a.txt", []).Reason.Code);
        Assert.Equal(ReasonCode.NoText, Documents.Refusal("a.txt", " \r\n "u8.ToArray()).Reason.Code);
        Assert.Equal(ReasonCode.NoText, Documents.Refusal("a.docx", Documents.Zip(("[Content_Types].xml", "<t/>"), ("word/document.xml", "<d><body/></d>"))).Reason.Code);
    }

    [Theory]
    [InlineData(new byte[] { 0x4f, 0x67, 0x67, 0x53, 0, 2, 0, 0 }, ReasonCode.Recording)]
    [InlineData(new byte[] { 0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0 }, ReasonCode.ProgramFile)]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 0, 0, 7, 255, 254 }, ReasonCode.UnknownFormat)]
    public void What_is_no_document_is_refused_by_what_it_is_whatever_it_calls_itself(byte[] content, ReasonCode code)
    {
        var refusal = Documents.Refusal("report.txt", content);

        Assert.Equal(code, refusal.Reason.Code);
    }

    [Fact]
    public void First_bytes_count_for_more_than_the_name()
    {
        var rich = Documents.Read("letter.doc", @"{\rtf1\ansi Hello\par}"u8.ToArray());
        var page = Documents.Read("page.txt", "<!DOCTYPE html><html><body><h1>Hello</h1></body></html>");

        Assert.Equal(["Paragraph: Hello"], Documents.Lines(rich));
        Assert.Equal(["Heading1: Hello"], Documents.Lines(page));
    }

    [Theory]
    [InlineData("a.docx")]
    [InlineData("a.pptx")]
    [InlineData("a.xlsx")]
    [InlineData("a.odt")]
    [InlineData("a.epub")]
    public void A_file_cut_short_is_damaged(string name)
    {
        var refusal = Documents.Refusal(name, [0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal(ReasonCode.Damaged, refusal.Reason.Code);
    }

    [Fact]
    public void Random_bytes_after_any_signature_give_a_refusal_or_a_document_and_nothing_else()
    {
        var random = new Random(20260101);
        byte[][] heads = [[], [0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "{\\rtf1"u8.ToArray(), "<html>"u8.ToArray(), [0x09, 0x08], "From: a\n\n"u8.ToArray()];
        string[] names = ["a", "a.doc", "a.xls", "a.docx", "a.eml", "a.md", "a.html", "a.csv", "a.mbox", "a.json"];
        int outcomes = 0;

        foreach (var head in heads)
            foreach (var name in names)
                for (int round = 0; round < 5; round++)
                {
                    var bytes = new byte[random.Next(1, 3000)];
                    random.NextBytes(bytes);
                    try
                    {
                        Documents.Read(name, [.. head, .. bytes]);
                    }
                    catch (DocumentException)
                    {
                    }
                    outcomes++;
                }

        Assert.Equal(heads.Length * names.Length * 5, outcomes);
    }

    [Fact]
    public void Who_stops_the_reading_gets_no_fault_of_the_file()
    {
        using var stop = new CancellationTokenSource();
        using var clock = new ReadingClock(TimeSpan.FromMinutes(1), TimeProvider.System, stop.Token);
        stop.Cancel();

        var read = () => DocumentReaders.Create().Read(new SourceFile("a.html", Encoding.UTF8.GetBytes("<p>Hello")), ReadingLimits.Default, clock);

        Assert.ThrowsAny<OperationCanceledException>(read);
    }

    [Fact]
    public void A_text_beyond_the_limit_is_refused()
    {
        var limits = ReadingLimits.Default with { TextLength = 100 };

        Assert.Equal(ReasonCode.TextTooLong, Documents.Refusal("a.txt", Encoding.UTF8.GetBytes(new string('a', 101)), limits).Reason.Code);
        Assert.Equal(ReasonCode.TextTooLong, Documents.Refusal("a.html", Encoding.UTF8.GetBytes("<p>" + new string('a', 101)), limits).Reason.Code);
        Assert.Equal(ReasonCode.FileTooLarge, Documents.Refusal("a.txt", new byte[20], limits with { FileBytes = 10 }).Reason.Code);
    }
}
