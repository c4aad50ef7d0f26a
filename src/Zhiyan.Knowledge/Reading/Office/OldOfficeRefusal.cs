namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>What lies in the container of old Office and is not read: says what it is, and what to do.</summary>
internal sealed class OldOfficeRefusal : IDocumentReader
{
    public bool Reads(SourceFile file) => OleFile.KindOf(file.Content) is OleKind.Encrypted or OleKind.PowerPoint or OleKind.Outlook or OleKind.Other;

    public Document Read(SourceFile file, ReadingLimits limits, CancellationToken cancellation) => throw (OleFile.KindOf(file.Content) switch
    {
        OleKind.Encrypted => new DocumentException(DocumentFault.Encrypted, "it is protected by a password; save a copy without one, and add that."),
        OleKind.PowerPoint => new DocumentException(DocumentFault.Unsupported, "it is in PowerPoint's format of before 2007; open it in PowerPoint or LibreOffice, save it as .pptx, and add that."),
        OleKind.Outlook => new DocumentException(DocumentFault.Unsupported, "it is a message in Outlook's own format; save it as .eml, and add that."),
        _ => new DocumentException(DocumentFault.Unsupported, "it is a file of an old program that is not read here; save it as .docx, .pdf or text, and add that."),
    });
}
