using MimeKit;
using Zhiyan.Knowledge.Reading.Archives;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Mail;

/// <summary>E-mail: who wrote to whom and when, what was written, and what came with it, read by the reader of its format.</summary>
/// <param name="readAny">Reads an attached file.</param>
internal sealed class MailReader(Func<SourceFile, ReadingLimits, CancellationToken, Document> readAny) : IDocumentReader
{
    /// <summary>Attachments of one mail, those in mails within it too.</summary>
    private const int MaximumAttachments = 500;

    public bool Reads(SourceFile file) => file.Ending is ".eml" or ".mbox" or ".mht" or ".mhtml" && TextDecoding.IsText(file.Content.Span[..Math.Min(file.Content.Length, 2048)]);

    public Document Read(SourceFile file, ReadingLimits limits, CancellationToken cancellation)
    {
        var builder = new DocumentBuilder(limits);
        var parser = new MimeParser(new ParserOptions { MaxMimeDepth = 50 }, Streams.Of(file.Content), file.Ending is ".mbox" ? MimeFormat.Mbox : MimeFormat.Entity);
        int left = MaximumAttachments;
        bool isFirst = true;
        while (!parser.IsEndOfStream)
        {
            cancellation.ThrowIfCancellationRequested();
            var message = parser.ParseMessage(cancellation);
            if (isFirst && message.From.Count == 0 && message.Subject is null && message.Body is null) throw new DocumentException(DocumentFault.Damaged, "it has neither a sender nor a subject nor a text; save the mail again as .eml.");
            if (isFirst && file.Ending is not ".mbox") builder.Title = message.Subject;
            Write(builder, message, file.Path, limits.Depth, ref left, cancellation);
            isFirst = false;
            if (file.Ending is not ".mbox") break;
        }
        return builder.Build();
    }

    private void Write(DocumentBuilder builder, MimeMessage message, string path, int depth, ref int left, CancellationToken cancellation)
    {
        builder.Add(BlockKind.Heading, message.Subject ?? "", 1);
        builder.Add(BlockKind.Paragraph, Head(message));
        WriteBody(builder, message, path, cancellation);
        foreach (var attachment in Attachments(message))
        {
            if (left-- <= 0)
            {
                builder.Warn($"Only {MaximumAttachments} attachments are read.");
                return;
            }
            if (attachment is MessagePart { Message: { } inner })
            {
                if (depth > 0) Write(builder, inner, path, depth - 1, ref left, cancellation);
                else builder.Warn($"The mail '{inner.Subject}' lies too deep in other mails; it is not read.");
            }
            else if (attachment is MimePart { Content: { } content } part) WriteFile(builder, part.FileName ?? $"attachment.{part.ContentType.MediaSubtype}", content, path, depth, cancellation);
        }
    }

    private static string Head(MimeMessage message)
    {
        var lines = new List<string>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) lines.Add($"{name}: {value.Trim()}");
        }
        Add("From", string.Join(", ", message.From.Select(Shown)));
        Add("To", string.Join(", ", message.To.Select(Shown)));
        Add("Cc", string.Join(", ", message.Cc.Select(Shown)));
        if (message.Headers.Contains(HeaderId.Date)) Add("Date", message.Date.ToString("yyyy-MM-dd HH:mm zzz", System.Globalization.CultureInfo.InvariantCulture));
        return string.Join('\n', lines);
    }

    private static string Shown(InternetAddress address) => address is MailboxAddress { Name: { Length: > 0 } name } mailbox ? $"{name} <{mailbox.Address}>" : address is MailboxAddress bare ? bare.Address : address.Name ?? "";

    /// <summary>Plain text is what the writer wrote; the HTML beside it says the same with more around it.</summary>
    private void WriteBody(DocumentBuilder builder, MimeMessage message, string path, CancellationToken cancellation)
    {
        if (message.TextBody is { } text && !string.IsNullOrWhiteSpace(text))
            foreach (var block in PlainTextBlocks.Of(text)) builder.Add(block.Kind is BlockKind.Heading ? BlockKind.Paragraph : block.Kind, text[block.Start..block.End], block.Kind is BlockKind.Heading ? 0 : block.Level);
        else if (message.HtmlBody is { } html)
            Append(builder, new SourceFile(path + "/mail.html", System.Text.Encoding.UTF8.GetBytes(html)), cancellation);
    }

    private static IEnumerable<MimeEntity> Attachments(MimeMessage message) =>
        message.BodyParts.Where(part => part is MessagePart || part.IsAttachment || part is MimePart { FileName: not null } and not TextPart);

    private void WriteFile(DocumentBuilder builder, string name, IMimeContent content, string path, int depth, CancellationToken cancellation)
    {
        name = name.Replace('/', '_').Replace('\\', '_');
        builder.Add(BlockKind.Heading, name, 2);
        using var bytes = new MemoryStream();
        content.DecodeTo(bytes, cancellation);
        var file = new SourceFile($"{path}/{name}", bytes.ToArray());
        if (depth <= 0) builder.Warn($"'{name}' lies too deep in other files; it is not read.");
        else if (Archive.IsArchive(file))
            foreach (var entry in Archive.Files(file, builder.Limits with { Depth = depth - 1 }, cancellation))
            {
                builder.Add(BlockKind.Heading, entry.Path[(path.Length + 1)..], 3);
                if (entry.Content is { } inner) Append(builder, inner, cancellation, depth);
                else builder.Warn($"'{entry.Path}' is not read: {entry.Failure!.Message}");
            }
        else Append(builder, file, cancellation, depth);
    }

    private void Append(DocumentBuilder builder, SourceFile file, CancellationToken cancellation, int depth = 1)
    {
        try
        {
            builder.Add(readAny(file, builder.Limits with { Depth = depth - 1, TextLength = Math.Max(0, builder.Limits.TextLength - builder.Length) }, cancellation));
        }
        catch (DocumentException fault)
        {
            builder.Warn($"'{file.Name}' is not read: {fault.Message}");
        }
    }
}
