namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>The files below a folder; links that lead elsewhere are not followed, and hidden files are passed over.</summary>
/// <param name="root">An absolute path.</param>
public sealed class SourceFolder(string root)
{
    private static readonly EnumerationOptions options = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System,
        MaxRecursionDepth = 50,
        IgnoreInaccessible = true,
    };

    /// <summary>Paths below the folder, with '/' between their parts, in order.</summary>
    public IReadOnlyList<string> Paths() => [.. Directory.EnumerateFiles(root, "*", options)
        .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/')).Where(path => !path.Split('/').Any(part => part.StartsWith('.'))).Order(StringComparer.Ordinal)];

    /// <summary>Throws <see cref="DocumentException"/> for a file that is too large or cannot be opened.</summary>
    public SourceFile Read(string path, ReadingLimits limits)
    {
        try
        {
            var file = new FileInfo(Path.Combine(root, path));
            if (file.Length > limits.FileBytes) throw new DocumentException(DocumentFault.TooLarge, $"it has {file.Length:N0} bytes, and {limits.FileBytes:N0} are read; split it into parts.");
            return new SourceFile(path, File.ReadAllBytes(file.FullName));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException(DocumentFault.Damaged, $"it cannot be opened: {cause.Message}", cause);
        }
    }
}
