using System.Buffers.Binary;
using System.Text;
using Zhiyan.Knowledge.Tests.Reading.Office;

namespace Zhiyan.Knowledge.Tests.Reading.Mail;

public sealed class OutlookReaderTests
{
    static OutlookReaderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void A_message_gives_its_head_its_words_and_what_came_with_it()
    {
        var sent = new byte[48];
        BinaryPrimitives.WriteUInt16LittleEndian(sent.AsSpan(34), 0x0039);
        BinaryPrimitives.WriteInt64LittleEndian(sent.AsSpan(40), new DateTimeOffset(2024, 3, 5, 6, 30, 0, TimeSpan.Zero).ToFileTime());
        const string inner = "__attach_version1.0_#00000001/__substg1.0_3701000D/";

        var document = Documents.Read("a.msg", TestOle.Build(
            ("__properties_version1.0", sent), ("__substg1.0_0037001F", Wide("会议")), ("__substg1.0_0C1A001F", Wide("王芳")), ("__substg1.0_0C1F001F", Wide("wang@a.example")), ("__substg1.0_0E04001F", Wide("Li")),
            ("__substg1.0_1000001F", Wide("Please come.")),
            ("__attach_version1.0_#00000000/__substg1.0_3707001F", Wide("plan.csv")), ("__attach_version1.0_#00000000/__substg1.0_37010102", "a,b\n1,2"u8.ToArray()),
            (inner + "__substg1.0_0037001F", Wide("Earlier")), (inner + "__substg1.0_1000001E", Encoding.GetEncoding("gb18030").GetBytes("明天上午在三号会议室讨论今年的计划。"))));

        Assert.Equal("会议", document.Title);
        Assert.Equal(
            ["Heading1: 会议", "Paragraph: From: 王芳 <wang@a.example>\nTo: Li\nDate: 2024-03-05 06:30 +00:00", "Paragraph: Please come.", "Heading2: plan.csv", "TableHead: a,b", "TableRow: 1,2", "Heading1: Earlier", "Paragraph: 明天上午在三号会议室讨论今年的计划。"],
            Documents.Lines(document));
    }

    private static byte[] Wide(string text) => Encoding.Unicode.GetBytes(text);
}
