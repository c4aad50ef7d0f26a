using System.IO.Compression;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Tests.Answering;

/// <summary>Answers that were kept while the library or its files changed.</summary>
public sealed class SourceCheckTests : IDisposable
{
    private const string Opened = "It was opened on 3 May 1987 by the mayor.";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-sources-");
    private readonly KnowledgeBase knowledge;
    private readonly Library library;

    public SourceCheckTests()
    {
        knowledge = KnowledgeBase.Open(new KnowledgeSettings { Folder = folder.FullName }, null, TimeProvider.System);
        library = knowledge.FindOrCreate("papers");
    }

    private string Files => Directory.CreateDirectory(Path.Combine(folder.FullName, "files")).FullName;

    private string Station => Path.Combine(Files, "station.txt");

    [Fact]
    public async Task A_quote_that_moved_is_cited_where_it_stands_now()
    {
        var answer = await Asked($"The station lies in the north of the town. {Opened} Trams leave every ten minutes.");
        await File.WriteAllTextAsync(Station, $"This is the second edition of the guide. The station lies in the north of the town. {Opened} Trams leave every ten minutes.");
        await Sync();

        var again = await library.Recheck(answer);

        var claim = Assert.Single(again.Claims);
        var evidence = Assert.Single(claim.Evidence);
        Assert.Equal((Verdict.Supported, (SourceFault?)null), (claim.Verdict, evidence.Fault));
        Assert.NotEqual(answer.Claims[0].Evidence[0].Start, evidence.Start);
        Assert.Equal(Opened, library.Read(evidence.Document.Id).Text[evidence.Start..evidence.End]);
    }

    [Fact]
    public async Task A_quote_that_its_document_no_longer_has_is_unreachable()
    {
        var answer = await Asked($"The station lies in the north of the town. {Opened} Trams leave every ten minutes.");
        await File.WriteAllTextAsync(Station, "The station lies in the north of the town. It was opened on 4 May 1988 by the mayor. Trams leave every ten minutes.");
        await Sync();

        var again = await library.Recheck(answer);

        Assert.Equal((Verdict.Unreachable, Verdict.Supported, SourceFault.Rewritten), (again.Claims[0].Verdict, again.Claims[0].Checked, again.Claims[0].Evidence[0].Fault));
    }

    [Fact]
    public async Task A_document_that_left_the_library_is_unreachable_until_it_is_back()
    {
        var text = $"The station lies in the north of the town. {Opened} Trams leave every ten minutes.";
        var answer = await Asked(text);
        File.Delete(Station);

        var unsynced = await library.Recheck(answer);
        await Sync();
        var gone = await library.Recheck(answer);
        await File.WriteAllTextAsync(Station, text);
        await Sync();
        var back = await library.Recheck(gone);

        Assert.Equal((Verdict.Unreachable, SourceFault.FileMissing), (unsynced.Claims[0].Verdict, unsynced.Claims[0].Evidence[0].Fault));
        Assert.Equal((Verdict.Unreachable, SourceFault.Removed), (gone.Claims[0].Verdict, gone.Claims[0].Evidence[0].Fault));
        Assert.Equal((Verdict.Supported, (SourceFault?)null), (back.Claims[0].Verdict, back.Claims[0].Evidence[0].Fault));
    }

    [Fact]
    public async Task A_file_that_was_changed_and_not_read_again_is_unreachable_and_one_that_was_only_touched_is_not()
    {
        var text = $"The station lies in the north of the town. {Opened} Trams leave every ten minutes.";
        var answer = await Asked(text);

        File.SetLastWriteTimeUtc(Station, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var touched = await library.Recheck(answer);
        await File.WriteAllTextAsync(Station, text.Replace("1987", "1988", StringComparison.Ordinal));
        var changed = await library.Recheck(answer);

        Assert.Equal(Verdict.Supported, touched.Claims[0].Verdict);
        Assert.Equal((Verdict.Unreachable, SourceFault.FileChanged), (changed.Claims[0].Verdict, changed.Claims[0].Evidence[0].Fault));
    }

    [Fact]
    public async Task What_lies_in_an_archive_is_reachable_while_its_archive_is()
    {
        var box = Path.Combine(Files, "box.zip");
        await using (var archive = await ZipFile.OpenAsync(box, ZipArchiveMode.Create))
        await using (var writer = new StreamWriter(await archive.CreateEntry("in/station.txt").OpenAsync()))
            await writer.WriteAsync($"The station lies in the north of the town. {Opened} Trams leave every ten minutes.");
        var answer = await Asked();

        var there = await library.Recheck(answer);
        File.Delete(box);
        var gone = await library.Recheck(answer);

        Assert.Equal(Verdict.Supported, there.Claims[0].Verdict);
        Assert.Equal((Verdict.Unreachable, SourceFault.FileMissing), (gone.Claims[0].Verdict, gone.Claims[0].Evidence[0].Fault));
    }

    [Fact]
    public async Task What_two_sources_say_is_reachable_while_one_of_them_is()
    {
        var text = $"The station lies in the north of the town. {Opened} Trams leave every ten minutes.";
        await File.WriteAllTextAsync(Path.Combine(Files, "copy.txt"), text + "\n");
        var answer = await Asked(text);
        File.Delete(Station);
        await Sync();

        var again = await library.Recheck(answer);

        Assert.Equal(Verdict.Supported, Assert.Single(again.Claims).Verdict);
        Assert.Equal(["copy.txt", "station.txt"], again.Claims[0].Evidence.Select(one => one.Document.Path).Order());
    }

    public void Dispose()
    {
        knowledge.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<Answer> Asked(string? station = null)
    {
        if (station is not null) await File.WriteAllTextAsync(Station, station);
        await Sync();
        var answer = await library.Ask(new AskRequest("When was the station opened by the mayor?"), null);
        Assert.Equal(Opened, answer.Claims[0].Text);
        return answer;
    }

    private Task Sync() => library.Ingest(Files, _ => { });
}
