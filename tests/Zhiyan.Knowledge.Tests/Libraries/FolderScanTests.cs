using Zhiyan.Knowledge.Libraries;

namespace Zhiyan.Knowledge.Tests.Libraries;

public sealed class FolderScanTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("zhiyan-scan-");

    [Fact]
    public void Files_come_in_the_order_of_their_paths_without_what_is_hidden_or_linked()
    {
        foreach (var name in (string[])["b/z.txt", "a.txt", ".hidden/x.txt", "b/.secret"])
        {
            var path = Path.Combine(root.FullName, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "text");
        }
        File.CreateSymbolicLink(Path.Combine(root.FullName, "out"), "/etc");

        var (place, files) = FolderScan.Of(root.FullName);

        Assert.Equal(root.FullName, place);
        Assert.Equal(["a.txt", "b/z.txt"], files.Select(file => file.Path));
    }

    [Fact]
    public void A_single_file_is_under_its_name()
    {
        var path = Path.Combine(root.FullName, "a.txt");
        File.WriteAllText(path, "text");

        var found = Assert.Single(FolderScan.Of(path).Files);

        Assert.Equal(("a.txt", 4L), (found.Path, found.Bytes));
    }

    [Fact]
    public void What_is_not_there_is_told_by_its_place()
    {
        var path = Path.Combine(root.FullName, "none");

        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => FolderScan.Of(path)).Message);
    }

    public void Dispose() => root.Delete(recursive: true);
}
