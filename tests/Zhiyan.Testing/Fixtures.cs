using Xunit;

namespace Zhiyan.Testing;

/// <summary>
/// Where golden cases come from: the folders of <c>ZHIYAN_FIXTURES</c> (a ':' list), else <c>tests/fixtures</c> and, where it exists,
/// <c>../shared/fixtures</c>. Every case found in any of them is a test row.
/// </summary>
public static class Fixtures
{
    /// <summary>The folder that holds <c>Zhiyan.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The data that may not be committed, or null on a machine without it.</summary>
    public static string? Shared { get; } = Existing(Path.Combine(Root, "..", "shared"));

    public static IReadOnlyList<string> Folders { get; } = FindFolders();

    /// <summary>The default folders hold the same cases in part: a case of the first is not run again from the second.</summary>
    private static readonly bool isDefault = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ZHIYAN_FIXTURES"));

    /// <summary>Every folder under <c>root/kind</c> of every fixture root that holds <paramref name="marker"/>.</summary>
    public static IEnumerable<string> CaseFolders(string kind, string marker)
    {
        foreach (var file in Files(kind, marker)) yield return Path.GetDirectoryName(file)!;
    }

    /// <summary>Every file under <c>root/kind</c> of every fixture root whose name fits <paramref name="pattern"/>.</summary>
    public static IEnumerable<string> Files(string kind, string pattern)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in Folders)
        {
            var top = Path.Combine(folder, kind);
            if (!Directory.Exists(top)) continue;
            foreach (var file in Directory.EnumerateFiles(top, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                if (!isDefault || seen.Add(Path.GetRelativePath(folder, file))) yield return file;
        }
    }

    /// <summary>A path under <c>../shared</c>; skips the running test with a plain message where that folder is absent.</summary>
    public static string SharedPath(params string[] parts)
    {
        if (Shared is null) Assert.Skip("needs ../shared, which this machine does not have");
        return Path.Combine([Shared, .. parts]);
    }

    /// <summary>A short name for a case: its path below the fixture root that holds it.</summary>
    public static string NameOf(string path)
    {
        foreach (var folder in Folders)
            if (path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return Path.GetRelativePath(folder, path);
        return path;
    }

    private static IReadOnlyList<string> FindFolders()
    {
        var given = Environment.GetEnvironmentVariable("ZHIYAN_FIXTURES");
        IEnumerable<string> candidates = string.IsNullOrEmpty(given)
            ? [Path.Combine(Root, "tests", "fixtures"), Path.Combine(Root, "..", "shared", "fixtures")]
            : given.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(Root, folder));
        return [.. candidates.Select(Existing).OfType<string>().Distinct()];
    }

    private static string? Existing(string folder) => Directory.Exists(folder) ? Path.GetFullPath(folder).TrimEnd('/') : null;

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Zhiyan.slnx"))) return folder;
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Zhiyan.slnx; run the tests from a checkout.");
    }
}
