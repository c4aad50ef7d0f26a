namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>What lies in the container of old Office and is not read: says what it is, and what to do.</summary>
internal sealed class OldOfficeRefusal : IDocumentReader
{
    public bool Reads(SourceFile file) => OleFile.KindOf(file.Content) is OleKind.Encrypted or OleKind.PowerPoint or OleKind.Other;

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock) => throw new DocumentException(OleFile.KindOf(file.Content) switch
    {
        OleKind.Encrypted => ReasonCode.Encrypted,
        OleKind.PowerPoint => ReasonCode.OldPowerPoint,
        _ => ReasonCode.OldProgram,
    });
}
