namespace Zhiyan.Knowledge.Reading;

/// <summary>Formats that people do add and that are not read: by their first bytes, what they are, and what to do.</summary>
internal static class UnreadFormats
{
    private static readonly (byte[] Signature, int At, string Refusal)[] known =
    [
        ([0x50, 0x4b, 3, 4], 0, "it is an archive; its files are read one by one."),
        ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0, "it is a 7z archive; unpack it, and add the files or a zip."),
        ("Rar!"u8.ToArray(), 0, "it is a RAR archive; unpack it, and add the files or a zip."),
        ([0x1f, 0x8b], 0, "it is packed by gzip; unpack it, and add the files or a zip."),
        ("BZh"u8.ToArray(), 0, "it is packed by bzip2; unpack it, and add the files or a zip."),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], 0, "it is packed by xz; unpack it, and add the files or a zip."),
        ("ustar"u8.ToArray(), 257, "it is a tar archive; unpack it, and add the files or a zip."),
        ("%PDF-"u8.ToArray(), 0, "it is a PDF, which is not read here."),
        ([0x89, 0x50, 0x4e, 0x47], 0, "it is a picture, which is not read here."),
        ([0xff, 0xd8, 0xff], 0, "it is a picture, which is not read here."),
        ("GIF8"u8.ToArray(), 0, "it is a picture, which is not read here."),
        ("ID3"u8.ToArray(), 0, "it is a sound recording; add its transcript."),
        ("OggS"u8.ToArray(), 0, "it is a recording; add its transcript."),
        ("ftyp"u8.ToArray(), 4, "it is a recording; add its transcript."),
        ([0x1a, 0x45, 0xdf, 0xa3], 0, "it is a recording; add its transcript."),
        ("SQLite format 3"u8.ToArray(), 0, "it is a database; export its tables as CSV, and add those."),
        ([0x7f, 0x45, 0x4c, 0x46], 0, "it is a program."),
        ([0x4d, 0x5a, 0x90], 0, "it is a program."),
    ];

    /// <summary>Null for what may be read.</summary>
    public static DocumentException? Refusal(SourceFile file)
    {
        foreach (var (signature, at, refusal) in known)
            if (file.Content.Length >= at + signature.Length && file.Content.Span[at..].StartsWith(signature)) return new DocumentException(DocumentFault.Unsupported, refusal);
        return null;
    }
}
