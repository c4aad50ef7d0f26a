using System.Text;
using Zhiyan.Knowledge.Reading.Mail;
using Zhiyan.Knowledge.Reading.Markup;
using Zhiyan.Knowledge.Reading.Office;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading;

/// <summary>Reads a file of any format that is known here: its first bytes say which, else its name. Safe for many threads.</summary>
public sealed class DocumentReaders
{
    private readonly IReadOnlyList<IDocumentReader> readers;

    /// <summary>Office documents, mails and archives speak of encodings from before Unicode.</summary>
    static DocumentReaders() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="readers">In the order in which they are asked.</param>
    internal DocumentReaders(IReadOnlyList<IDocumentReader> readers) => this.readers = readers;

    /// <param name="others">Readers that need more than the file, such as that of pictures; they are asked first.</param>
    internal static DocumentReaders Create(params IReadOnlyList<IDocumentReader> others)
    {
        DocumentReaders? all = null;
        return all = new DocumentReaders(
        [
            .. others,

            // Known by their first bytes.
            new WordReader(), new PowerPointReader(), new ExcelReader(), new OpenDocumentReader(), new EpubReader(), new RichTextReader(), new OldWordReader(), new OutlookReader(ReadAny), new OldOfficeRefusal(),

            // Known by their names.
            new MailReader(ReadAny),
            new MarkdownReader(), new SeparatedValuesReader(), new LineReader(), new NotebookReader(), new CodeReader(), new HtmlReader(),

            // What is left, if it is text at all.
            new PlainTextReader(),
        ]);

        Document ReadAny(SourceFile file, ReadingLimits limits, ReadingClock clock) => all!.Read(file, limits, clock);
    }

    /// <summary>Throws <see cref="DocumentException"/>, and nothing else for a file's sake.</summary>
    internal Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        if (file.Content.IsEmpty) throw new DocumentException(ReasonCode.Empty);
        if (file.Content.Length > limits.FileBytes) throw new DocumentException(ReasonCode.FileTooLarge, file.Content.Length, limits.FileBytes);
        try
        {
            // What is no document is refused by name before a text reader takes its bytes for letters.
            var reader = readers.FirstOrDefault(reader => reader is not PlainTextReader && reader.Reads(file))
                ?? (UnreadFormats.Refusal(file) is { } refusal ? throw new DocumentException(refusal) : readers.FirstOrDefault(reader => reader.Reads(file)))
                ?? throw new DocumentException(ReasonCode.UnknownFormat);
            var document = reader.Read(file, limits, clock);
            if (document.Pages.Count == 0 && string.IsNullOrWhiteSpace(document.Text))
                throw new DocumentException(document.Warnings.Count > 0 ? document.Warnings[0] : new Reason(ReasonCode.NoText));
            return document;
        }
        catch (Exception fault) when (fault is not (DocumentException or OperationCanceledException or OutOfMemoryException))
        {
            throw new DocumentException(new Reason(ReasonCode.Damaged), fault);
        }
    }
}
