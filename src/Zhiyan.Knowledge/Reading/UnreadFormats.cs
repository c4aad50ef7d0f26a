namespace Zhiyan.Knowledge.Reading;

/// <summary>Formats that people do add and that are not read: by their first bytes, what they are.</summary>
internal static class UnreadFormats
{
    private static readonly (byte[] Signature, int At, ReasonCode Reason)[] known =
    [
        ("ID3"u8.ToArray(), 0, ReasonCode.Recording),
        ("OggS"u8.ToArray(), 0, ReasonCode.Recording),
        ("ftyp"u8.ToArray(), 4, ReasonCode.Recording),
        ([0x1a, 0x45, 0xdf, 0xa3], 0, ReasonCode.Recording),
        ("SQLite format 3"u8.ToArray(), 0, ReasonCode.DatabaseFile),
        ([0x7f, 0x45, 0x4c, 0x46], 0, ReasonCode.ProgramFile),
        ([0x4d, 0x5a, 0x90], 0, ReasonCode.ProgramFile),
        ("%PDF-"u8.ToArray(), 0, ReasonCode.UnknownFormat),
        ([0x89, 0x50, 0x4e, 0x47], 0, ReasonCode.UnknownFormat),
        ([0xff, 0xd8, 0xff], 0, ReasonCode.UnknownFormat),
        ("GIF8"u8.ToArray(), 0, ReasonCode.UnknownFormat),
    ];

    /// <summary>Null for what may be read.</summary>
    public static ReasonCode? Refusal(SourceFile file)
    {
        foreach (var (signature, at, reason) in known)
            if (file.Content.Length >= at + signature.Length && file.Content.Span[at..].StartsWith(signature)) return reason;
        return null;
    }
}
