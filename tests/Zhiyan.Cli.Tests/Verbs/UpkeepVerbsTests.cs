using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

/// <summary>The verbs that keep a data folder, from a person's side; what they do is tested in Server.Tests.</summary>
public sealed class UpkeepVerbsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zhiyan-verbs").FullName;

    public UpkeepVerbsTests()
    {
        var fixture = Path.Combine(Fixtures.Root, "tests", "fixtures", "data", "own", "schema-1");
        foreach (var file in Directory.EnumerateFiles(fixture, "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(folder, Path.GetRelativePath(fixture, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_backup_is_restored_and_a_rollback_undoes_that()
    {
        var file = Path.Combine(folder, "kept.zip");

        var backup = await Run.InProcess("backup", "--data", folder, "--to", file);
        var again = await Run.InProcess("backup", "--data", folder, "--to", file);
        var restore = await Run.InProcess("restore", file, "--data", folder);
        var rollback = await Run.InProcess("rollback", "--data", folder);

        Assert.Equal((0, ""), (backup.ExitCode, backup.Error));
        Assert.StartsWith($"{file}: the database (schema 1) and 2 files", backup.Out);
        Assert.Contains("exists already", again.Error);
        Assert.Equal((0, ""), (restore.ExitCode, restore.Error));
        Assert.Contains("zhiyan rollback", restore.Out);
        Assert.Equal((0, ""), (rollback.ExitCode, rollback.Error));
        Assert.StartsWith("back at the snapshot ", rollback.Out);
    }

    [Fact]
    public async Task An_upgrade_of_what_is_new_enough_says_so_and_one_of_nothing_is_rehearsed()
    {
        var nothing = Path.Combine(folder, "nothing");

        var upgrade = await Run.InProcess("upgrade", "--data", folder);
        var rehearsal = await Run.InProcess("upgrade", "--dry-run", "--data", nothing);

        Assert.Contains("there is nothing to do", upgrade.Out);
        Assert.Contains("would go from schema 0 to ", rehearsal.Out);
        Assert.Contains("nothing was changed", rehearsal.Out);
        Assert.False(File.Exists(Path.Combine(nothing, "zhiyan.db")));
    }

    [Theory]
    [InlineData("there is no file", "restore", "/no/such/file")]
    [InlineData("no snapshot", "rollback")]
    [InlineData("no snapshot 'x'", "rollback", "--to", "x")]
    [InlineData("is no backup", "restore", "")]
    public async Task Mistakes_are_one_line_that_says_what_to_do(string told, params string[] arguments)
    {
        var database = Path.Combine(folder, "zhiyan.db");

        var run = await Run.InProcess([.. arguments.Select(argument => argument.Length == 0 ? database : argument), "--data", folder]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(told, run.Error);
        Assert.DoesNotContain("fault of zhiyan", run.Error);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
