using System.Text;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Mail;

public sealed class MailReaderTests
{
    [Fact]
    public void A_mail_gives_its_head_its_words_and_what_came_with_it()
    {
        var zip = Convert.ToBase64String(Documents.Zip(("inner/note.md", "# Deep note")));
        var mail = $"""
            From: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes("王芳"))}?= <wang@a.example>
            To: li@b.example
            Subject: =?gb2312?B?u+HS6ba81qo=?=
            Date: Tue, 05 Mar 2024 14:30:00 +0800
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=x

            --x
            Content-Type: multipart/alternative; boundary=y

            --y
            Content-Type: text/plain; charset=utf-8

            Please come.

            See you.
            --y
            Content-Type: text/html

            <p>Please come in colour.</p>
            --y--
            --x
            Content-Type: text/csv; name="plan.csv"
            Content-Disposition: attachment; filename="plan.csv"

            a,b
            1,2
            --x
            Content-Type: application/zip; name="all.zip"
            Content-Disposition: attachment; filename="all.zip"
            Content-Transfer-Encoding: base64

            {zip}
            --x
            Content-Type: application/octet-stream; name="bad.docx"
            Content-Disposition: attachment; filename="bad.docx"
            Content-Transfer-Encoding: base64

            AAECAwQ=
            --x--
            """;

        var document = Documents.Read("a.eml", mail);

        var lines = Documents.Lines(document);
        Assert.Equal("会议都知", document.Title);
        Assert.Equal("Paragraph: From: 王芳 <wang@a.example>\nTo: li@b.example\nDate: 2024-03-05 14:30 +08:00", lines[1]);
        Assert.Equal(["Paragraph: Please come.", "Paragraph: See you.", "Heading2: plan.csv", "TableHead: a,b", "TableRow: 1,2", "Heading2: all.zip", "Heading3: all.zip/inner/note.md", "Heading1: # Deep note", "Heading2: bad.docx"], lines[2..]);
        Assert.DoesNotContain("colour", document.Text);
        Assert.Equal("bad.docx", Assert.Single(document.Warnings).Part);
    }

    [Fact]
    public void What_calls_itself_gb2312_may_be_GB18030_and_every_part_with_words_is_read()
    {
        var encoding = Encoding.GetEncoding("gb18030");
        var head = "From: a@a.example\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n";
        var rest = "\n--x\nContent-Type: text/plain\n\nA second part.\n--x\nContent-Type: text/plain; name*=utf-8''%E8%AE%A1%E5%88%92.txt\n\nInside.\n--x--\n";

        var document = Documents.Read("a.eml", [.. encoding.GetBytes(head), .. encoding.GetBytes("请朱镕基和王喆先生参加明天的会议。"), .. encoding.GetBytes(rest)]);

        Assert.Equal(["Paragraph: 请朱镕基和王喆先生参加明天的会议。", "Paragraph: A second part.", "Heading2: 计划.txt", "Paragraph: Inside."], Documents.Lines(document)[2..]);
    }

    [Fact]
    public void A_mail_that_was_saved_in_UTF_16_is_read()
    {
        var document = Documents.Read("a.eml", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("From: a@a.example\nSubject: one\n\nHello\n")]);

        Assert.Equal(["Heading1: one", "Paragraph: From: a@a.example", "Paragraph: Hello"], Documents.Lines(document));
    }

    [Fact]
    public void Mails_in_mails_end_at_the_limit()
    {
        var mail = "From: a@a.example\nSubject: innermost\n\nwords\n";
        for (int depth = 0; depth < 6; depth++) mail = $"From: a@a.example\nSubject: level {depth}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\nContent-Type: message/rfc822\n\n{mail}\n--b{depth}--\n";

        var document = Documents.Read("a.eml", mail);

        Assert.Equal(["Heading1: level 5", "Heading1: level 4", "Heading1: level 3", "Heading1: level 2"], Documents.Lines(document).Where(line => line.StartsWith("Heading")));
        Assert.Equal(ReasonCode.TooDeepInFiles, Assert.Single(document.Warnings).Code);
    }

    [Fact]
    public void A_mailbox_gives_one_mail_after_the_other_and_HTML_where_there_is_no_text()
    {
        const string box = "From a Mon Jan 1 00:00:00 2024\nFrom: a@a.example\nSubject: one\nContent-Type: text/html\n\n<p>Hello <b>you</b></p>\n\nFrom b Mon Jan 1 00:00:00 2024\nFrom: b@a.example\nSubject: two\n\nBye\n";

        var lines = Documents.Lines(Documents.Read("a.mbox", box));

        Assert.Equal(["Heading1: one", "Paragraph: From: a@a.example", "Paragraph: Hello you", "Heading1: two", "Paragraph: From: b@a.example", "Paragraph: Bye"], lines);
    }
}
