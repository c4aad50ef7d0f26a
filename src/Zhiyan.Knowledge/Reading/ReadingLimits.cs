namespace Zhiyan.Knowledge.Reading;

/// <summary>How much of a file is read before it is refused or cut: hostile files are bounded, and the rest of the folder goes on.</summary>
public sealed record ReadingLimits
{
    public static ReadingLimits Default { get; } = new();

    /// <summary>A larger file is refused.</summary>
    public long FileBytes { get; init; } = 256 << 20;

    /// <summary>A file with more text is refused: UTF-16 units.</summary>
    public int TextLength { get; init; } = 32 << 20;

    /// <summary>A document with more pages is refused.</summary>
    public int Pages { get; init; } = 20_000;

    /// <summary>A larger picture is not recognised.</summary>
    public long PicturePixels { get; init; } = 100_000_000;

    /// <summary>What the files inside an archive or an office document may come to when unpacked.</summary>
    public long UnpackedBytes { get; init; } = 1L << 30;

    /// <summary>A file whose reader does not get on for so long is given up. A page that was recognised, some pages of a PDF file and a file of an archive each count as getting on.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Files in an archive.</summary>
    public int ArchiveFiles { get; init; } = 20_000;

    /// <summary>How deep archives may lie in archives, and mails in mails.</summary>
    public int Depth { get; init; } = 3;
}
