using SharpCompress.Archives;
using SharpCompress.Archives.Rar;
using SharpCompress.Archives.SevenZip;
using SharpCompress.Readers;

namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>The files in 7z, RAR and tar archives, and the one file that gzip, bzip2 or xz packed.</summary>
internal static class OtherArchives
{
    /// <summary>Where a tar archive says what it is.</summary>
    private const int TarSignatureAt = 257;

    public static bool Are(SourceFile file) => FormatOf(file.Content.Span) is not Format.None;

    public static IEnumerable<PackedFile> Of(SourceFile archive, ReadingLimits limits, UnpackedBudget budget)
    {
        using var stream = Streams.Of(archive.Content);
        using var whole = FormatOf(archive.Content.Span) switch
        {
            Format.SevenZip => SevenZipArchive.OpenArchive(stream),
            Format.Rar => RarArchive.OpenArchive(stream),
            _ => (IArchive?)null,
        };
        using var reader = whole?.ExtractAllEntries() ?? ReaderFactory.OpenReader(stream);
        while (reader.MoveToNextEntry())
        {
            var entry = reader.Entry;
            if (entry.IsDirectory || entry.LinkTarget is { Length: > 0 }) continue;
            yield return new PackedFile(entry.Key is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(archive.Name), () => Unpacked(reader, limits, budget));
        }
    }

    private static byte[] Unpacked(IReader reader, ReadingLimits limits, UnpackedBudget budget)
    {
        if (reader.Entry.IsEncrypted) throw new DocumentException(ReasonCode.EncryptedInArchive);
        if (reader.Entry.Size > limits.FileBytes) throw new DocumentException(ReasonCode.FileTooLarge, reader.Entry.Size, limits.FileBytes);
        using var stream = new CountedStream(reader.OpenEntryStream(), budget);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Format FormatOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])) return Format.SevenZip;
        if (start.StartsWith("Rar!\u001a\a"u8)) return Format.Rar;
        bool isStream = start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) || start.StartsWith("BZh"u8) || start.StartsWith((ReadOnlySpan<byte>)[0xfd, 0x37, 0x7a, 0x58, 0x5a])
            || start.Length > TarSignatureAt + 5 && start[TarSignatureAt..].StartsWith("ustar"u8);
        return isStream ? Format.Stream : Format.None;
    }

    private enum Format
    {
        None,
        SevenZip,
        Rar,
        Stream,
    }
}
