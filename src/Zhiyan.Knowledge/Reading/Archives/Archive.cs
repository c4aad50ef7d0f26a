using SharpCompress.Common;
using Zhiyan.Knowledge.Reading.Office;

namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>The files in an archive, those in archives within it too, each under the archive's path. What cannot be read does not stop the rest.</summary>
public static class Archive
{
    public static bool IsArchive(SourceFile file) => ZipFormats.Of(file) is ZipFormat.Archive || OtherArchives.Are(file);

    /// <summary>In the archive's order, unpacked one at a time. Where the archive cannot be read, or not to its end, its own path and the reason come last.</summary>
    public static IEnumerable<ArchiveFile> Files(SourceFile archive, ReadingLimits limits, CancellationToken cancellation = default) =>
        Files(archive, limits, new UnpackedBudget(limits.UnpackedBytes, cancellation), new Counter(limits.ArchiveFiles), limits.Depth, cancellation);

    private static IEnumerable<ArchiveFile> Files(SourceFile archive, ReadingLimits limits, UnpackedBudget budget, Counter counter, int depth, CancellationToken cancellation)
    {
        using var packed = (OtherArchives.Are(archive) ? OtherArchives.Of(archive, limits, budget) : ZipFiles.Of(archive, limits, budget)).GetEnumerator();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Try(() => packed.MoveNext(), archive.Path, ReasonCode.DamagedArchive, out bool isThere) is { } broken)
            {
                yield return broken;
                yield break;
            }
            if (!isThere) yield break;
            if (SafePath(packed.Current.Name) is not { } name || !seen.Add(name)) continue;
            var path = $"{archive.Path}/{name}";
            if (!counter.Take())
            {
                yield return Failed(path, new Reason(ReasonCode.TooManyFiles, $"{limits.ArchiveFiles:N0}"));
                yield break;
            }
            if (Try(packed.Current.Unpack, path, ReasonCode.DamagedInArchive, out var content) is { } failed) yield return failed;
            else if (new SourceFile(path, content) is var file && !IsArchive(file)) yield return new ArchiveFile(path, file, null);
            else if (depth <= 1) yield return Failed(path, new Reason(ReasonCode.TooDeepInFiles));
            else
                foreach (var inner in Files(file, limits, budget, counter, depth - 1, cancellation)) yield return inner;
        }
    }

    /// <summary>Null where it went well. Each format's library has its own exceptions for damage.</summary>
    private static ArchiveFile? Try<T>(Func<T> step, string path, ReasonCode otherwise, out T? result)
    {
        result = default;
        try
        {
            result = step();
            return null;
        }
        catch (DocumentException fault)
        {
            return Failed(path, fault.Reason);
        }
        catch (CryptographicException)
        {
            return Failed(path, new Reason(ReasonCode.EncryptedInArchive));
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return Failed(path, new Reason(otherwise));
        }
    }

    private static ArchiveFile Failed(string path, Reason reason) => new(path, null, reason);

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
public sealed record ArchiveFile(string Path, SourceFile? Content, Reason? Failure);
