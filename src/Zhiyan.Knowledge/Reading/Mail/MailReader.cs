using MimeKit;
using MimeKit.Tnef;
using Zhiyan.Knowledge.Reading.Archives;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Mail;

/// <summary>E-mail as it goes over the wire (.eml), mailboxes of it, and saved web pages (.mht).</summary>
/// <param name="readAny">Reads an attached file.</param>
internal sealed class MailReader(Func<SourceFile, ReadingLimits, ReadingClock, Document> readAny) : IDocumentReader
{
    public bool Reads(SourceFile file) => file.Ending is ".eml" or ".mbox" or ".mht" or ".mhtml" && TextDecoding.IsText(file.Content.Span[..Math.Min(file.Content.Length, 2048)]);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var builder = new DocumentBuilder(limits);
        var blocks = new MailBlocks(builder, file.Path, readAny, clock);
        bool isBox = file.Ending is ".mbox", isFirst = true;
        var parser = new MimeParser(new ParserOptions { MaxMimeDepth = 50 }, Streams.Of(Bytes(file)), isBox ? MimeFormat.Mbox : MimeFormat.Entity);
        while (!parser.IsEndOfStream && (isBox || isFirst))
        {
            clock.Cancellation.ThrowIfCancellationRequested();
            var message = parser.ParseMessage(clock.Cancellation);
            if (isFirst && message.From.Count == 0 && message.Subject is null && message.Body is null) throw new DocumentException(ReasonCode.NoMail);
            if (!isBox) builder.Title = message.Subject;
            Write(blocks, message, limits.Depth, clock.Cancellation);
            isFirst = false;
        }
        return builder.Build();
    }

    /// <summary>A mail that somebody saved as text may be in UTF-16, where no parser finds its head.</summary>
    private static ReadOnlyMemory<byte> Bytes(SourceFile file) =>
        file.Content.Span[..Math.Min(file.Content.Length, 1024)].Contains((byte)0) ? System.Text.Encoding.UTF8.GetBytes(TextDecoding.Decode(file.Content.Span)) : file.Content;

    private static void Write(MailBlocks blocks, MimeMessage message, int depth, CancellationToken cancellation)
    {
        blocks.WriteHead(message.Subject, Shown(message.From), Shown(message.To), Shown(message.Cc), message.Headers.Contains(HeaderId.Date) ? message.Date : null);
        if (message.Body is { } body) Write(blocks, body, depth, cancellation);
    }

    private static void Write(MailBlocks blocks, MimeEntity entity, int depth, CancellationToken cancellation)
    {
        switch (entity)
        {
            case MultipartAlternative alternatives:
                if (Best(alternatives, cancellation) is { } best) Write(blocks, best, depth, cancellation);
                break;
            case Multipart many:
                foreach (var part in many) Write(blocks, part, depth, cancellation);
                break;
            case MessagePart { Message: { } inner }:
                if (blocks.IsLeft(inner.Subject ?? "", depth)) Write(blocks, inner, depth - 1, cancellation);
                break;
            case TnefPart packed:
                foreach (var part in packed.ExtractAttachments()) Write(blocks, part, depth, cancellation);
                break;
            case TextPart { IsAttachment: false, FileName: null, IsHtml: false } text:
                blocks.WriteText(Words(text, cancellation));
                break;
            case TextPart { IsAttachment: false, FileName: null } page:
                blocks.WriteBody(".html", System.Text.Encoding.UTF8.GetBytes(Words(page, cancellation)));
                break;
            case MimePart { Content: not null } file:
                blocks.WriteFile(file.FileName ?? $"attachment.{file.ContentType.MediaSubtype}", Content(file, cancellation), depth);
                break;
        }
    }

    /// <summary>Plain text is what the writer wrote; the HTML beside it says the same with more around it.</summary>
    private static MimeEntity? Best(MultipartAlternative alternatives, CancellationToken cancellation) =>
        alternatives.FirstOrDefault(part => part is TextPart { IsPlain: true } text && !string.IsNullOrWhiteSpace(Words(text, cancellation))) ?? alternatives.LastOrDefault(part => part is not TextPart { IsPlain: true } and not TextPart { IsHtml: false });

    /// <summary>Mails say GB2312 and mean GBK or GB18030, or say nothing: the bytes are asked too.</summary>
    private static string Words(TextPart part, CancellationToken cancellation) => part.Content is null ? "" : TextDecoding.Decode(Content(part, cancellation), part.ContentType.Charset);

    private static byte[] Content(MimePart part, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes, cancellation);
        return bytes.ToArray();
    }

    private static string Shown(InternetAddressList addresses) => string.Join(", ", addresses.Select(Shown));

    private static string Shown(InternetAddress address) => address is MailboxAddress { Name: { Length: > 0 } name } mailbox ? $"{name} <{mailbox.Address}>" : address is MailboxAddress bare ? bare.Address : address.Name ?? "";
}
