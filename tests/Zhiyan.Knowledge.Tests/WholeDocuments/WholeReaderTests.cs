using System.Text.Json;
using System.Text.RegularExpressions;
using Zhiyan.Knowledge.WholeDocuments;

namespace Zhiyan.Knowledge.Tests.WholeDocuments;

public sealed partial class WholeReaderTests : IDisposable
{
    private const string Task = "Find the code words of every agent and extract them.";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-read-");
    private readonly KnowledgeBase knowledge;
    private readonly Library library;

    public WholeReaderTests()
    {
        knowledge = KnowledgeBase.Open(new KnowledgeSettings { Folder = folder.FullName }, null, TimeProvider.System);
        library = knowledge.FindOrCreate("books");
    }

    [Fact]
    public async Task Every_fact_of_two_megabytes_is_found_and_every_character_accounted_for()
    {
        var (document, planted) = await Book(2_000_000, 60);
        var chat = new ScriptedChat(Finds);

        var report = await library.ReadWhole(new ReadRequest(document, Task), chat);

        Assert.Equal(planted, report.Rows.Select(row => row.Text));
        Assert.All(report.Rows, row => Assert.Equal(row.Text, library.Read(document).Text[row.Start..row.End]));
        Assert.True(report.Coverage.IsComplete);
        Assert.Equal(report.Coverage.Characters, report.Coverage.Read);
        Assert.Equal(chat.Messages.Count, report.Coverage.Parts.Count);
        Assert.True(report.Coverage.Tokens > 0);
        Assert.Equal(ReadMethod.Model, report.Method);
    }

    [Fact]
    public async Task A_job_that_was_ended_goes_on_where_it_stopped()
    {
        var (document, planted) = await Book(100_000, 10);
        using var ending = new CancellationTokenSource();
        var first = new ScriptedChat(Finds);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => library.ReadWhole(new ReadRequest(document, Task), first, (part, _, _) =>
        {
            if (part.Number == 4) ending.Cancel();
        }, ending.Token));
        var second = new ScriptedChat(Finds);

        var report = await library.ReadWhole(new ReadRequest(document, Task), second);

        Assert.Equal(5, first.Messages.Count);
        Assert.Equal(report.Coverage.Parts.Count - 5, second.Messages.Count);
        Assert.Equal(planted, report.Rows.Select(row => row.Text));
    }

    [Fact]
    public async Task What_the_budget_does_not_reach_is_skipped_and_told_of()
    {
        var (document, _) = await Book(100_000, 10);

        var report = await library.ReadWhole(new ReadRequest(document, Task) { TokenBudget = 8_000 }, new ScriptedChat(Finds));

        Assert.False(report.Coverage.IsComplete);
        Assert.InRange(report.Coverage.Tokens, 1, 8_000);
        Assert.InRange(report.Coverage.Count(PartState.Read), 1, report.Coverage.Parts.Count - 1);
        Assert.All(report.Coverage.Parts.Where(part => part.State is PartState.Skipped), part => Assert.Contains("budget", part.Reason));
        Assert.Equal(report.Coverage.Parts.Count, report.Coverage.Count(PartState.Read) + report.Coverage.Count(PartState.Skipped) + report.Coverage.Count(PartState.Failed));
    }

    [Fact]
    public async Task A_part_that_fails_is_told_of_and_the_rest_goes_on()
    {
        var (document, _) = await Book(60_000, 6);
        int asked = 0;
        var chat = new ScriptedChat(message => ++asked == 2 ? throw new InvalidOperationException("the model is gone") : Finds(message));

        var report = await library.ReadWhole(new ReadRequest(document, Task), chat);

        var failed = Assert.Single(report.Coverage.Parts, part => part.State is PartState.Failed);
        Assert.Equal("the model is gone", failed.Reason);
        Assert.Equal(report.Coverage.Parts.Count - 1, report.Coverage.Count(PartState.Read));
        Assert.True(report.Coverage.Read < report.Coverage.Characters);
    }

    [Fact]
    public async Task Rows_that_the_part_does_not_hold_are_dropped_and_counted()
    {
        var (document, _) = await Book(10_000, 2);

        var report = await library.ReadWhole(new ReadRequest(document, Task), new ScriptedChat(_ => """{"items":["MADE-UP-1"]}"""));

        Assert.Empty(report.Rows);
        Assert.Equal(report.Coverage.Parts.Count, report.Coverage.Dropped);
    }

    [Fact]
    public async Task A_task_with_a_form_is_done_by_code()
    {
        var document = await Add("people.txt", "Mr. Bennet met Mrs. Long. Mr. Bennet's wife, Mrs. Bennet, left.");

        var report = await library.ReadWhole(new ReadRequest(document, "List every person called 'Mr. <surname>' or 'Mrs. <surname>'."), null);

        Assert.Equal(["Mr. Bennet", "Mrs. Long", "Mrs. Bennet"], report.Rows.Select(row => row.Text));
        Assert.Equal((ReadMethod.Pattern, 0L), (report.Method, report.Coverage.Tokens));
    }

    [Fact]
    public async Task Without_a_model_a_task_that_needs_one_is_skipped_and_said_so()
    {
        var document = await Add("a.txt", "Some text.");

        var report = await library.ReadWhole(new ReadRequest(document, "Summarise it."), null);

        Assert.Equal(report.Coverage.Parts.Count, report.Coverage.Count(PartState.Skipped));
    }

    public void Dispose()
    {
        knowledge.Dispose();
        folder.Delete(recursive: true);
    }

    private static string Finds(string message) => JsonSerializer.Serialize(new { items = Code().Matches(message).Select(match => match.Value) });

    /// <summary>Filler with code words planted at even distances.</summary>
    private async Task<(long Document, List<string> Planted)> Book(int length, int codes)
    {
        var planted = Enumerable.Range(0, codes).Select(number => $"AGENT-{number:D4}-X").ToList();
        var paragraph = "The river went on under the bridge and nobody in the village spoke of it again that year. ";
        var text = string.Concat(planted.Select(code => string.Concat(Enumerable.Repeat(paragraph, length / codes / paragraph.Length)) + $"\n\nThe word was {code} and no other.\n\n"));
        return (await Add("book.txt", text), planted);
    }

    private async Task<long> Add(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(path, text);
        await library.Ingest(path, _ => { });
        return library.Contents.Single(entry => entry.Path == name).Id;
    }

    [GeneratedRegex(@"AGENT-\d{4}-X")]
    private static partial Regex Code();
}
