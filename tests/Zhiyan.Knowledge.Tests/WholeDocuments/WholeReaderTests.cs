using System.Text.Json;
using System.Text.RegularExpressions;
using Zhiyan.Knowledge.Checking;
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
    public async Task Every_fact_of_two_megabytes_is_found_and_nothing_is_asked_twice_though_it_was_stopped_midway()
    {
        var (document, planted) = await Book(2_000_000, 60);
        using var ending = new CancellationTokenSource();
        var chat = new ScriptedChat(Finds);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => library.ReadWhole(new ReadRequest(document, Task), chat.Model, progress =>
        {
            if (progress.Done == progress.Parts / 2) ending.Cancel();
        }, ending.Token));
        var stopped = Assert.Single(library.Jobs.All);
        var asked = chat.Messages.ToHashSet();
        chat.Messages.Clear();

        var report = await library.ReadWhole(new ReadRequest(document, Task), chat.Model);

        Assert.Equal((JobStage.Stopped, stopped.Parts / 2), (stopped.Stage, stopped.Read));
        Assert.Equal(planted, report.Rows.Select(row => row.Text));
        Assert.All(report.Rows, row => Assert.Equal(row.Text, library.Read(document).Text[row.Start..row.End]));
        Assert.True(report.Coverage.IsComplete);
        Assert.Equal(report.Coverage.Characters, report.Coverage.Read);
        Assert.DoesNotContain(chat.Messages, message => Code().IsMatch(message) && asked.Contains(message));
        Assert.Equal((ReadMethod.Model, JobStage.Done, stopped.Id), (report.Method, report.Job.Stage, report.Job.Id));
        Assert.InRange(report.Coverage.Tokens, 1, report.Coverage.EstimatedTokens * 2);
    }

    [Fact]
    public async Task What_the_budget_does_not_reach_is_skipped_and_told_of()
    {
        var (document, _) = await Book(100_000, 10);

        var report = await library.ReadWhole(new ReadRequest(document, Task) { TokenBudget = 8_000 }, new ScriptedChat(Finds).Model);

        Assert.False(report.Coverage.IsComplete);
        Assert.InRange(report.Coverage.Tokens, 1, 8_000);
        Assert.InRange(report.Coverage.Count(PartState.Read), 1, report.Coverage.Parts.Count - 1);
        Assert.All(report.Coverage.Parts.Where(part => part.State is PartState.Skipped), part => Assert.Contains("budget", part.Reason));
        Assert.Equal(report.Coverage.Parts.Count, report.Coverage.Count(PartState.Read) + report.Coverage.Count(PartState.Skipped) + report.Coverage.Count(PartState.Failed));
    }

    [Fact]
    public async Task With_a_larger_budget_a_job_goes_on_where_the_smaller_one_ended()
    {
        var (document, planted) = await Book(100_000, 10);
        var chat = new ScriptedChat(Finds);
        var first = await library.ReadWhole(new ReadRequest(document, Task) { TokenBudget = 8_000 }, chat.Model);
        var asked = chat.Messages.Count(message => Code().IsMatch(message));

        var second = await library.ReadWhole(new ReadRequest(document, Task), chat.Model);

        Assert.Equal((JobStage.Incomplete, JobStage.Done), (first.Job.Stage, second.Job.Stage));
        Assert.Equal((first.Job.Id, planted.Count), (second.Job.Id, second.Rows.Count));
        Assert.Equal(planted.Count, chat.Messages.Count(message => Code().IsMatch(message)));
        Assert.InRange(asked, 0, planted.Count - 1);
    }

    [Fact]
    public async Task Where_part_after_part_fails_the_rest_waits()
    {
        var (document, _) = await Book(100_000, 10);

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => library.ReadWhole(new ReadRequest(document, Task), new ScriptedChat(_ => throw new InvalidOperationException("the model is gone")).Model));

        var job = Assert.Single(library.Jobs.All);
        Assert.Contains("the model is gone", ended.Message);
        Assert.Equal((JobStage.Stopped, 5), (job.Stage, job.Left));
    }

    [Fact]
    public async Task A_part_that_has_more_rows_than_a_reply_holds_is_read_in_halves()
    {
        var document = await Add("codes.txt", string.Concat(Enumerable.Range(0, 30).Select(number => $"The word was AGENT-{number:D4}-X. ")));
        var chat = new ScriptedChat(Finds, most: 200);

        var report = await library.ReadWhole(new ReadRequest(document, Task), chat.Model);

        Assert.Equal(30, report.Rows.Count);
        Assert.True(report.Coverage.IsComplete);
    }

    [Fact]
    public async Task A_reply_that_is_cut_even_for_a_sentence_fails_its_part()
    {
        var document = await Add("codes.txt", "AGENT-0001-X");

        var report = await library.ReadWhole(new ReadRequest(document, Task), new ScriptedChat(Finds, most: 5).Model);

        var failed = Assert.Single(report.Coverage.Parts);
        Assert.Equal(PartState.Failed, failed.State);
        Assert.Contains("did not come to its end", failed.Reason);
    }

    [Fact]
    public async Task A_row_of_a_table_stands_where_its_cells_do_and_has_none_that_the_text_has_not()
    {
        var document = await Add("ages.txt", "Ann Lee, who is 31, lives in\nOld York.\n\nBob Ray is 42.");
        var chat = new ScriptedChat(_ => """{"items":[{"person":"Ann Lee","city":"Old York"},{"person":"Bob Ray","city":"Paris"},{"person":"Cy Poe","city":"Rome"}]}""");

        var report = await library.ReadWhole(new ReadRequest(document, "Who lives where?") { Kind = ReadKind.List, Columns = ["person", "city"] }, chat.Model);

        Assert.Equal([["Ann Lee", "Old York"], ["Bob Ray", ""]], report.Rows.Select(row => row.Cells));
        Assert.Equal("Ann Lee, who is 31, lives in Old York", report.Rows[0].Quote);
        Assert.Equal(2, report.Coverage.Dropped);
        Assert.StartsWith("| person | city |", report.Text);
    }

    [Fact]
    public async Task A_summary_is_joined_of_its_parts_and_each_sentence_has_a_verdict_and_a_place()
    {
        var paragraph = "The river went on under the bridge and nobody in the village spoke of it again that year. ";
        var document = await Add("book.txt", string.Concat(Enumerable.Range(1, 6).Select(part => $"The mill of miller number {part} burned down in the year 180{part}.\n\n{string.Concat(Enumerable.Repeat(paragraph, 50))}\n\n")));
        using var ending = new CancellationTokenSource();
        var chat = new ScriptedChat(message => message.StartsWith("Summaries", StringComparison.Ordinal)
            ? "The mill of miller number 3 burned down in the year 1803. The king of Spain bought an elephant."
            : Mill().Match(message) is { Success: true } mill ? mill.Value : paragraph.Trim());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => library.ReadWhole(new ReadRequest(document, "Summarise it."), chat.Model, progress =>
        {
            if (progress.IsJoining) ending.Cancel();
        }, ending.Token));

        var report = await library.ReadWhole(new ReadRequest(document, "Summarise it."), chat.Model);

        Assert.Equal([true, false], report.Rows.Select(row => row.Verdict is Verdict.Supported));
        Assert.Equal("The mill of miller number 3 burned down in the year 1803.", report.Rows[0].Quote);
        Assert.Equal(report.Coverage.Parts.Count, report.Notes.Count);
        Assert.Equal(report.Coverage.Parts.Count + 1, chat.Messages.Count);
    }

    [Fact]
    public async Task A_summary_that_the_parts_do_not_support_gives_way_to_sentences_that_they_do()
    {
        var paragraph = "The river went on under the bridge and nobody in the village spoke of it again that year. ";
        var document = await Add("book.txt", string.Concat(Enumerable.Range(1, 3).Select(part => $"{string.Concat(Enumerable.Repeat(paragraph, 60))}\n\n")));
        var chat = new ScriptedChat(message => message.StartsWith("Summaries", StringComparison.Ordinal) ? "The king of Spain bought an elephant." : "Nobody in Paris slept, nobody in Paris slept, nobody in Paris slept, nobody in Paris slept");

        var report = await library.ReadWhole(new ReadRequest(document, "Summarise it."), chat.Model);

        Assert.True(report.IsPicked);
        Assert.All(report.Rows, row => Assert.Equal((paragraph.Trim(), Verdict.Supported), (row.Text, row.Verdict)));
        Assert.Contains(report.Notes, row => row.Text == "Nobody in Paris slept" && row.Verdict is not Verdict.Supported);
    }

    [Fact]
    public async Task Where_the_joined_summary_is_not_supported_each_chapter_has_a_sentence_that_is()
    {
        string[] rivers = ["Avon", "Tyne", "Exe", "Dee", "Ouse", "Wye", "Trent", "Tees", "Taw", "Test", "Mole", "Nene"];
        var document = await Add("book.md", string.Concat(rivers.Select(river => $"# The {river}\n\n{string.Concat(Enumerable.Repeat($"The {river} went on under the bridge and nobody in the village spoke of it. ", 80))}\n\n")));
        var chat = new ScriptedChat(_ => "The king of Spain bought an elephant.");

        var report = await library.ReadWhole(new ReadRequest(document, "Summarise it."), chat.Model);

        Assert.True(report.IsPicked);
        Assert.Equal(rivers.Select(river => $"The {river}"), report.Rows.Select(row => report.Coverage.Parts[row.Part].Label));
        Assert.Contains("**The Nene** The Nene went on under the bridge", report.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_given_for_each_chapter_that_says_so()
    {
        var document = await Add("book.md", "# One\n\nAnn sold a horse.\n\n# Two\n\nIt rained.\n\n# Three\n\nBob sold a cow.\n");
        var chat = new ScriptedChat(message => message.Contains("horse") ? "Ann sold a horse." : message.Contains("cow") ? "Bob sold a cow." : "None.");

        var report = await library.ReadWhole(new ReadRequest(document, "What is sold in each chapter?"), chat.Model);

        Assert.Equal([("One", "Ann sold a horse."), ("Three", "Bob sold a cow.")], report.Rows.Select(row => (report.Coverage.Parts[row.Part].Label, row.Text)));
        Assert.Equal(3, report.Coverage.Count(PartState.Read));
    }

    [Fact]
    public async Task A_question_to_a_row_brings_the_head_of_the_table_along()
    {
        var document = await Add("people.csv", "name,trade\nAnn,smith\nBob,miller\nCyrus,carpenter\n");
        var chat = new ScriptedChat(_ => "None");

        await library.ReadWhole(new ReadRequest(document, "What does each row say?") { Kind = ReadKind.Answer }, chat.Model);

        Assert.Equal(3, chat.Messages.Count);
        Assert.All(chat.Messages, message => Assert.Contains("name,trade", message));
    }

    [Fact]
    public async Task Two_versions_are_compared_by_code_first_and_by_a_model_where_the_wording_differs()
    {
        var one = await Add("one.txt", "A night costs at most 300 yuan.\n\nTrains are booked by the office in town.\n\nMeals are paid by receipt.\n\nDogs stay outside.");
        var two = await Add("two.txt", "A night costs at most 500 yuan.\n\nTrains are booked by the office abroad.\n\nMeals are paid by receipt.\n\nParking costs nothing.");
        var chat = new ScriptedChat(_ => """{"difference":"another office","same_meaning":false}""");

        var report = await library.ReadWhole(new ReadRequest(one, "Compare them.") { Other = two }, chat.Model);

        Assert.Equal(
            [(ReadDifference.Numbers, "300 → 500"), (ReadDifference.Meaning, "another office"), (ReadDifference.OnlyInFirst, "Dogs stay outside."), (ReadDifference.OnlyInSecond, "Parking costs nothing.")],
            report.Rows.Select(row => (row.Difference!.Value, row.Text)));
        Assert.Equal("A night costs at most 500 yuan.", report.Rows[0].Other!.Quote);
        Assert.Equal([one, one, one, two], report.Rows.Select(row => row.Document));
        Assert.Equal((1, ReadMethod.Comparison), (chat.Messages.Count, report.Method));
        Assert.Equal(library.Read(one).Text.Length + library.Read(two).Text.Length, report.Coverage.Read);
    }

    [Fact]
    public async Task A_translation_has_all_of_the_text_beside_it()
    {
        var document = await Add("long.txt", string.Concat(Enumerable.Range(0, 90).Select(number => $"Sentence number {number} of the text is here.\n\n")));

        var report = await library.ReadWhole(new ReadRequest(document, "Translate it into Chinese."), new ScriptedChat(message => $"译 {message.Length}").Model);

        Assert.InRange(report.Rows.Count, 2, 20);
        Assert.Equal(90, report.Rows.Sum(row => Number().Count(library.Read(document).Text[row.Start..row.End])));
    }

    [Theory]
    [InlineData(""), InlineData(" \n")]
    public async Task A_job_without_a_task_is_refused(string task)
    {
        var document = await Add("a.txt", "Some text.");

        Assert.Throws<ArgumentException>(() => library.Jobs.Begin(new ReadRequest(document, task)));
        Assert.Throws<ArgumentException>(() => library.Jobs.Begin(new ReadRequest(document, "Compare.") { Kind = ReadKind.Compare }));
        Assert.Throws<ArgumentException>(() => library.Jobs.Begin(new ReadRequest(document, "Compare.") { Other = document }));
        Assert.Throws<KeyNotFoundException>(() => library.Jobs.Begin(new ReadRequest(document + 100, "Summarise.")));
    }

    [Fact]
    public async Task A_part_that_fails_is_told_of_and_the_rest_goes_on()
    {
        var (document, _) = await Book(60_000, 6);
        int asked = 0;
        var chat = new ScriptedChat(message => ++asked == 2 ? throw new InvalidOperationException("the model is gone") : Finds(message));

        var report = await library.ReadWhole(new ReadRequest(document, Task), chat.Model);

        var failed = Assert.Single(report.Coverage.Parts, part => part.State is PartState.Failed);
        Assert.Equal("the model is gone", failed.Reason);
        Assert.Equal(report.Coverage.Parts.Count - 1, report.Coverage.Count(PartState.Read));
        Assert.True(report.Coverage.Read < report.Coverage.Characters);
    }

    [Fact]
    public async Task Rows_that_the_part_does_not_hold_are_dropped_and_counted()
    {
        var (document, _) = await Book(10_000, 2);
        var chat = new ScriptedChat(_ => """{"items":["MADE-UP-1"]}""");

        var report = await library.ReadWhole(new ReadRequest(document, Task), chat.Model);

        Assert.Empty(report.Rows);
        Assert.Equal(chat.Messages.Count, report.Coverage.Dropped);
    }

    [Fact]
    public async Task A_list_is_read_a_few_sentences_at_a_time_and_all_of_them_once()
    {
        var document = await Add("street.txt", string.Join("\n\n", Enumerable.Range(0, 20).Select(number => $"Number {number} is the baker's. He sells rolls. The rolls of house {number} are warm until noon, and cold after that.")));
        var chat = new ScriptedChat(_ => """{"items":[]}""");

        await library.ReadWhole(new ReadRequest(document, Task), chat.Model);

        Assert.InRange(chat.Messages.Count, 4, 20);
        for (int number = 0; number < 20; number++) Assert.Single(chat.Messages, message => message.Contains($"The rolls of house {number} are", StringComparison.Ordinal));
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

    [GeneratedRegex(@"The mill [^.]*\.")]
    private static partial Regex Mill();

    [GeneratedRegex(@"number \d+ of")]
    private static partial Regex Number();

    [GeneratedRegex(@"AGENT-\d{4}-X")]
    private static partial Regex Code();
}
