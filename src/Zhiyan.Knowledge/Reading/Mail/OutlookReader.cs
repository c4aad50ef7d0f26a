using Zhiyan.Knowledge.Reading.Office;

namespace Zhiyan.Knowledge.Reading.Mail;

/// <summary>Messages as Outlook keeps them (.msg, MS-OXMSG): a container with a stream for each property.</summary>
/// <param name="readAny">Reads an attached file.</param>
internal sealed class OutlookReader(Func<SourceFile, ReadingLimits, ReadingClock, Document> readAny) : IDocumentReader
{
    public bool Reads(SourceFile file) => OleFile.KindOf(file.Content) is OleKind.Outlook;

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var ole = OleFile.Open(file.Content)!;
        var message = new OutlookProperties(ole, "", OutlookProperties.MessageHead);
        var builder = new DocumentBuilder(limits) { Title = message.Text(OutlookProperties.Subject) };
        Write(new MailBlocks(builder, file.Path, readAny, clock), ole, message, limits.Depth);
        return builder.Build();
    }

    private static void Write(MailBlocks blocks, OleFile ole, OutlookProperties message, int depth)
    {
        blocks.WriteHead(message.Text(OutlookProperties.Subject), Sender(message), message.Text(OutlookProperties.To), message.Text(OutlookProperties.Copies), message.Date);
        if (message.Text(OutlookProperties.Body) is { } text && !string.IsNullOrWhiteSpace(text)) blocks.WriteText(text);
        else if (message.Bytes(OutlookProperties.Html) is { Length: > 0 } page) blocks.WriteBody(".html", page);
        else if (message.Text(OutlookProperties.Html) is { Length: > 0 } html) blocks.WriteBody(".html", System.Text.Encoding.UTF8.GetBytes(html));
        else if (message.Bytes(OutlookProperties.RichText) is { Length: > 0 } packed) blocks.WriteBody(".rtf", OutlookRichText.Unpacked(packed));
        foreach (var folder in ole.Folders(message.Folder + "__attach_version1.0_"))
        {
            var attachment = new OutlookProperties(ole, folder + "/", OutlookProperties.AttachmentHead);
            var name = attachment.Text(OutlookProperties.LongName) ?? attachment.Text(OutlookProperties.ShortName) ?? attachment.Text(OutlookProperties.ShownName) ?? "attachment";
            if (attachment.Bytes(OutlookProperties.Content) is { Length: > 0 } content) blocks.WriteFile(name, content, depth);
            else if (ole.Folders(folder + "/__substg1.0_3701000D").FirstOrDefault() is { } inner && blocks.IsLeft(name, depth))
                Write(blocks, ole, new OutlookProperties(ole, inner + "/", OutlookProperties.InnerHead), depth - 1);
        }
    }

    private static string? Sender(OutlookProperties message)
    {
        var (name, address) = (message.Text(OutlookProperties.SenderName), message.Text(OutlookProperties.SenderMail) ?? message.Text(OutlookProperties.SenderAddress));
        return name is null || name == address ? address : address is null || !address.Contains('@') ? name : $"{name} <{address}>";
    }
}
