using System.Globalization;
using Zhiyan.Knowledge.Reading.Archives;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Mail;

/// <summary>Writes mails as blocks: who wrote to whom and when, what was written, and what came with it, read by the reader of its format. One file, one thread.</summary>
/// <param name="path">Of the file that the mails are in.</param>
/// <param name="readAny">Reads an attached file.</param>
internal sealed class MailBlocks(DocumentBuilder builder, string path, Func<SourceFile, ReadingLimits, ReadingClock, Document> readAny, ReadingClock clock)
{
    /// <summary>Attachments of one file, those in mails within it too.</summary>
    private const int MaximumAttachments = 500;

    private int attachments;

    /// <summary>Names of the head's lines are those of the format, whatever the mail's language.</summary>
    public void WriteHead(string? subject, string? from, string? to, string? copies, DateTimeOffset? date)
    {
        var lines = new List<string>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) lines.Add($"{name}: {value.Trim()}");
        }
        Add("From", from);
        Add("To", to);
        Add("Cc", copies);
        Add("Date", date?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture));
        builder.Add(BlockKind.Heading, subject ?? "", 1);
        builder.Add(BlockKind.Paragraph, string.Join('\n', lines));
    }

    public void WriteText(string text)
    {
        foreach (var block in PlainTextBlocks.Of(text)) builder.Add(block.Kind is BlockKind.Heading ? BlockKind.Paragraph : block.Kind, text[block.Start..block.End], block.Kind is BlockKind.Heading ? 0 : block.Level);
    }

    /// <summary>A text in a format of its own, such as HTML.</summary>
    public void WriteBody(string ending, ReadOnlyMemory<byte> content) => Append(new SourceFile($"{path}/mail{ending}", content), 1);

    /// <param name="depth">How many files deep it may lie.</param>
    public void WriteFile(string name, ReadOnlyMemory<byte> content, int depth)
    {
        if (!IsLeft(name, depth)) return;
        name = name.Replace('/', '_').Replace('\\', '_');
        builder.Add(BlockKind.Heading, name, 2);
        var file = new SourceFile($"{path}/{name}", content);
        if (!Archive.IsArchive(file)) Append(file, depth);
        else
            foreach (var entry in Archive.Files(file, builder.Limits with { Depth = depth - 1 }, clock.Cancellation))
            {
                var inner = entry.Path[(path.Length + 1)..];
                if (entry.Content is null) builder.Warn(entry.Failure! with { Part = inner });
                else
                {
                    builder.Add(BlockKind.Heading, inner, 3);
                    Append(entry.Content, depth);
                }
            }
    }

    /// <summary>Whether one more file or mail may be written; where not, that is told.</summary>
    public bool IsLeft(string name, int depth)
    {
        if (depth <= 0) builder.Warn(new Reason(ReasonCode.TooDeepInFiles) { Part = name });
        else if (attachments++ == MaximumAttachments) builder.Warn(ReasonCode.TooManyAttachments, MaximumAttachments);
        return depth > 0 && attachments <= MaximumAttachments;
    }

    private void Append(SourceFile file, int depth)
    {
        try
        {
            builder.Add(readAny(file, builder.Limits with { Depth = depth - 1, TextLength = Math.Max(0, builder.Limits.TextLength - builder.Length) }, clock));
        }
        catch (DocumentException fault) when (fault.Reason.Code is ReasonCode.NoText)
        {
            return;         // nothing is missing
        }
        catch (DocumentException fault)
        {
            builder.Warn(fault.Reason with { Part = file.Name });
        }
    }
}
