using System.IO.Compression;
using System.Text;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>The files in a zip archive, under the names that who packed them saw.</summary>
internal static class ZipFiles
{
    /// <summary>Of a file's kind among the bits that Unix keeps for it.</summary>
    private const int KindMask = 0xf000, LinkKind = 0xa000;

    public static IEnumerable<PackedFile> Of(SourceFile archive, ReadingLimits limits, UnpackedBudget budget)
    {
        using var zip = new BoundedZip(archive.Content, limits, budget);
        var names = Names(zip.Entries);
        for (int at = 0; at < names.Count; at++)
        {
            var entry = zip.Entries[at];
            if ((entry.ExternalAttributes >> 16 & KindMask) == LinkKind) continue;
            yield return new PackedFile(names[at], () => entry.Length <= limits.FileBytes ? zip.Read(entry) : throw new DocumentException(ReasonCode.FileTooLarge, entry.Length, limits.FileBytes));
        }
    }

    /// <summary>Names without a mark for UTF-8 are in the encoding of who packed them; all of them together tell which.</summary>
    private static List<string> Names(IReadOnlyList<ZipArchiveEntry> entries)
    {
        var names = entries.Select(entry => entry.FullName).ToList();
        var raw = names.Select(name => name.All(character => character <= 0xff) && !Ascii.IsValid(name)).ToList();
        var lines = string.Join('\n', names.Where((_, index) => raw[index]));
        if (lines.Length == 0) return names;
        var decoded = new Queue<string>(TextDecoding.Decode(Encoding.Latin1.GetBytes(lines)).Split('\n'));
        return [.. names.Select((name, index) => raw[index] && decoded.TryDequeue(out var shown) ? shown : name)];
    }
}
