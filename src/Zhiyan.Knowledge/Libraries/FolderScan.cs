namespace Zhiyan.Knowledge.Libraries;

/// <summary>The files under a folder, or a single file, in the order of their paths. What is hidden is left out, and links are not followed.</summary>
internal static class FolderScan
{
    /// <summary>A folder with more files is refused.</summary>
    public const int MostFiles = 500_000;

    /// <summary>Throws an <see cref="IOException"/> where there is nothing, or too much.</summary>
    public static (string Root, IReadOnlyList<FoundFile> Files) Of(string place)
    {
        place = Path.GetFullPath(place);
        if (File.Exists(place)) return (place, [Found(new FileInfo(place), Path.GetFileName(place))]);
        if (!Directory.Exists(place)) throw new FileNotFoundException($"{place}: there is no such file or folder.");
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        var files = new List<FoundFile>();
        foreach (var file in new DirectoryInfo(place).EnumerateFiles("*", options))
        {
            var path = Path.GetRelativePath(place, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (path.Split('/').Any(part => part.StartsWith('.'))) continue;
            files.Add(Found(file, path));
            if (files.Count > MostFiles) throw new IOException($"{place} holds more than {MostFiles:N0} files; take its folders in one by one.");
        }
        files.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return (place, files);
    }

    private static FoundFile Found(FileInfo file, string path) => new(path, file.FullName, file.Length, DateTimeOffset.FromUnixTimeMilliseconds(new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds()));
}

/// <param name="Path">Below the folder, with '/' between its parts.</param>
/// <param name="Place">Where it lies on this machine.</param>
internal sealed record FoundFile(string Path, string Place, long Bytes, DateTimeOffset Modified);
