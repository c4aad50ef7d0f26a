using System.IO.Compression;
using Zhiyan.Knowledge.Reading.Office;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>The files in a zip archive, those in archives within it too, each under the archive's path. What cannot be read does not stop the rest.</summary>
public static class Archive
{
    public static bool IsArchive(SourceFile file) => ZipFormats.Of(file) is ZipFormat.Archive;

    /// <summary>In the archive's order, unpacked one at a time. Throws <see cref="DocumentException"/> where the archive itself cannot be opened.</summary>
    public static IEnumerable<ArchiveFile> Files(SourceFile archive, ReadingLimits limits, CancellationToken cancellation = default) =>
        Files(archive, limits, new UnpackedBudget(limits.UnpackedBytes), new Counter(limits.ArchiveFiles), limits.Depth, cancellation);

    private static IEnumerable<ArchiveFile> Files(SourceFile archive, ReadingLimits limits, UnpackedBudget budget, Counter counter, int depth, CancellationToken cancellation)
    {
        using var zip = Open(archive, limits, budget);
        var names = Names(zip.Entries);
        for (int index = 0; index < names.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (SafePath(names[index]) is not { } name) continue;
            var path = $"{archive.Path}/{name}";
            if (!counter.Take())
            {
                yield return new ArchiveFile(path, null, new DocumentException(DocumentFault.TooLarge, $"the archive holds more than {limits.ArchiveFiles:N0} files; the rest is left out."));
                yield break;
            }
            var file = Unpacked(zip, zip.Entries[index], path, limits);
            if (file.Content is not { } content || !IsArchive(content)) yield return file;
            else if (depth <= 1) yield return new ArchiveFile(path, null, new DocumentException(DocumentFault.TooLarge, "it lies too deep in other archives; unpack them, and add what matters."));
            else
                foreach (var inner in Inner(content, limits, budget, counter, depth - 1, cancellation)) yield return inner;
        }
    }

    /// <summary>A damaged archive within is one failure of the archive around it.</summary>
    private static IEnumerable<ArchiveFile> Inner(SourceFile archive, ReadingLimits limits, UnpackedBudget budget, Counter counter, int depth, CancellationToken cancellation)
    {
        using var files = Files(archive, limits, budget, counter, depth, cancellation).GetEnumerator();
        while (true)
        {
            ArchiveFile? next = null;
            try
            {
                if (files.MoveNext()) next = files.Current;
            }
            catch (DocumentException fault)
            {
                next = new ArchiveFile(archive.Path, null, fault);
            }
            if (next is null) yield break;
            yield return next;
            if (next.Path == archive.Path) yield break;
        }
    }

    private static BoundedZip Open(SourceFile archive, ReadingLimits limits, UnpackedBudget budget)
    {
        try
        {
            return new BoundedZip(archive.Content, limits, budget);
        }
        catch (InvalidDataException cause)
        {
            throw new DocumentException(DocumentFault.Damaged, "the archive is damaged or cut short; download or pack it again.", cause);
        }
    }

    private static ArchiveFile Unpacked(BoundedZip zip, ZipArchiveEntry entry, string path, ReadingLimits limits)
    {
        try
        {
            if (entry.Length > limits.FileBytes) throw new DocumentException(DocumentFault.TooLarge, $"it has more than {limits.FileBytes:N0} bytes; split it into parts.");
            return new ArchiveFile(path, new SourceFile(path, zip.Read(entry)), null);
        }
        catch (DocumentException fault)
        {
            return new ArchiveFile(path, null, fault);
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException or NotSupportedException)
        {
            return new ArchiveFile(path, null, new DocumentException(DocumentFault.Damaged, "it is damaged within the archive; pack it again.", cause));
        }
    }

    /// <summary>Names without a mark for UTF-8 are in the encoding of who packed them; all of them together tell which.</summary>
    private static List<string> Names(IReadOnlyList<ZipArchiveEntry> entries)
    {
        var names = entries.Select(entry => entry.FullName).ToList();
        var raw = names.Select(name => name.All(character => character <= 0xff) && !System.Text.Ascii.IsValid(name)).ToList();
        var lines = string.Join('\n', names.Where((_, index) => raw[index]));
        if (lines.Length == 0) return names;
        var decoded = new Queue<string>(TextDecoding.Decode(System.Text.Encoding.Latin1.GetBytes(lines)).Split('\n'));
        return [.. names.Select((name, index) => raw[index] && decoded.TryDequeue(out var shown) ? shown : name)];
    }

    /// <summary>Null for a folder, and for what a system put there for itself. No path leads out of the archive.</summary>
    private static string? SafePath(string name)
    {
        var parts = name.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ("." or "..")).Select(part => part.TrimEnd(':').Replace('\0', '_')).ToList();
        if (parts.Count == 0 || name.EndsWith('/') || name.EndsWith('\\') || parts[0] is "__MACOSX" || parts[^1] is ".DS_Store" or "Thumbs.db" or "desktop.ini") return null;
        return string.Join('/', parts);
    }

    private sealed class Counter(int most)
    {
        private int taken;

        public bool Take() => taken++ < most;
    }
}

/// <summary>A file of an archive: its content, or why there is none.</summary>
public sealed record ArchiveFile(string Path, SourceFile? Content, DocumentException? Failure);
