using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Knowledge;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Server.Tests.Libraries;

public sealed class LibraryWorkTests
{
    [Fact]
    public async Task What_a_killed_server_left_undone_is_taken_up_by_the_next()
    {
        using var data = new TemporaryFolder();
        Leave(data.Path, "papers", isPaused: false);

        await using var rig = await LibraryRig.Start(data.Path);
        await rig.Settled("papers", documents: 2);

        var library = Assert.Single(rig.Shelf.List(new LibraryReader(null, true)));
        Assert.False(library.Settings.IsBehind);
        Assert.Equal(["a.txt", "deep/b.txt"], library.Contents.Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_library_that_is_paused_takes_nothing_in_until_it_goes_on()
    {
        using var data = new TemporaryFolder();
        Leave(data.Path, "papers", isPaused: true);
        await using var rig = await LibraryRig.Start(data.Path);
        var work = rig.Running.Server.Services.GetRequiredService<LibraryWork>();
        var library = rig.Shelf.Find(new LibraryReader(null, true), "papers");

        work.Request(library);
        await Task.Delay(800, TestContext.Current.CancellationToken);
        var whilePaused = (work.Of(library).Stage, library.Contents.Count);
        work.GoOn(library);
        await rig.Settled("papers", documents: 2);

        Assert.Equal((LibraryStage.Paused, 0), whilePaused);
    }

    [Fact]
    public async Task A_source_that_is_gone_is_told_also_after_a_start_and_the_others_are_taken_in()
    {
        using var data = new TemporaryFolder();
        Leave(data.Path, "papers", isPaused: false, gone: Path.Combine(Path.GetTempPath(), "zhiyan-no-such-folder"));

        await using (var rig = await LibraryRig.Start(data.Path)) Assert.Contains("zhiyan-no-such-folder", (string)(await rig.Settled("papers", documents: 2))["fault"]!);
        await using var again = await LibraryRig.Start(data.Path);
        var entry = await again.Settled("papers", documents: 2);

        Assert.Contains("zhiyan-no-such-folder", (string)entry["fault"]!);
    }

    [Fact]
    public async Task A_server_that_keeps_nothing_has_libraries_until_its_end()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        var shelf = server.Server.Services.GetRequiredService<Shelf>();
        var reader = new LibraryReader(Guid.NewGuid(), false);

        var before = shelf.List(reader);
        var library = await shelf.Create(reader, "short");
        await shelf.Add(reader, "short", "a.txt", new MemoryStream("The river is long."u8.ToArray()), TestContext.Current.CancellationToken);
        for (var tries = 0; library.Contents.Count == 0 && tries < 400; tries++) await Task.Delay(25, TestContext.Current.CancellationToken);

        Assert.Empty(before);
        Assert.Equal("a.txt", Assert.Single(library.Contents).Path);
    }

    /// <summary>A data folder as a process leaves it that was killed before it had taken in what somebody put there.</summary>
    private static void Leave(string data, string name, bool isPaused, string? gone = null)
    {
        using var knowledge = KnowledgeBase.Open(new KnowledgeSettings { Folder = data }, null, TimeProvider.System);
        var library = knowledge.FindOrCreate(name);
        var files = Path.Combine(data, "libraries", "1", "files");
        Directory.CreateDirectory(Path.Combine(files, "deep"));
        File.WriteAllText(Path.Combine(files, "a.txt"), "The river is long.");
        File.WriteAllText(Path.Combine(files, "deep", "b.txt"), "The hill is high.");
        if (gone is not null) library.AddSource(gone);
        library.AddSource(files);
        library.Change(settings => settings with { IsBehind = true, IsPaused = isPaused });
    }
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("zhiyan-data").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
