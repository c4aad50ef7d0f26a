using System.CommandLine;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Knowledge;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan read</c>: a task over all of a document, with a report of what was read.</summary>
internal static class ReadVerb
{
    private static readonly string[] kinds = [.. LibraryJson.Names<ReadKind>()];

    public static Command Create(CommonOptions common, KnowledgeOptions knowledge, Terminal terminal)
    {
        var document = Options.RequiredText("--document", "PATH", "A document of the library by its path, or a file, which is taken in first.");
        var with = Options.Text("--with", "PATH", "The document, or file, that it is compared with.");
        var task = Options.RequiredText("--task", "TEXT", "What to do with each part: list, summarise, answer, translate, compare.");
        var kind = Options.Text("--kind", "KIND", $"{string.Join(", ", kinds)}. Default: what the task's words tell.");
        kind.AcceptOnlyFromAmong(kinds);
        var columns = Options.Texts("--column", "NAME", "A column of a table that is extracted; may be given several times.");
        var budget = Options.Count("--budget", 1, int.MaxValue, "Tokens that the model may take. Default: as many as the document needs.");
        var command = new Command("read", "Read a document whole: nothing is left out without being told of.")
        {
            document, with, task, kind, columns, budget, knowledge.Library, common.Model, knowledge.WordsOnly, common.Database, common.Json,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            using var opened = knowledge.Open(arguments);
            var library = opened.Base.FindOrCreate(arguments.GetValue(knowledge.Library)!);
            var entry = await Find(library, arguments.GetValue(document)!, cancellation);
            var other = arguments.GetValue(with) is { } path ? await Find(library, path, cancellation) : null;
            var request = new ReadRequest(entry.Id, arguments.GetValue(task)!)
            {
                Kind = arguments.GetValue(kind) is { } named ? LibraryJson.Named<ReadKind>(named) : null, Other = other?.Id, Columns = arguments.GetValue(columns) ?? [],
                TokenBudget = arguments.GetValue(budget), Model = arguments.GetValue(common.Model),
            };
            if (library.Jobs.Estimate(request) is { Tokens: > 0 } estimate)
                terminal.Note($"about {estimate.Tokens:N0} tokens in {estimate.Parts:N0} parts{(estimate.Seconds is { } seconds ? $", {TimeSpan.FromSeconds(Math.Ceiling(seconds)):g} at the rate so far" : "")}.");
            using var model = new LazyModel(() => common.Load(arguments));
            Progress? progress = null;
            var report = await library.ReadWhole(request, new AnsweringModel(model, model), now =>
            {
                if (now.IsJoining) terminal.Note("joining and checking.");
                else (progress ??= new Progress(terminal, "parts", now.Parts)).Report(now.Done, now.Label);
            }, cancellation);
            if (arguments.GetValue(common.Json)) terminal.Out.WriteLine(new LibraryJson(library).Report(report).ToJsonString(Terminal.Json));
            else
            {
                terminal.Out.WriteLine(Terminal.Printable(report.Text));
                terminal.Note(Told(report));
            }
        });
        return command;
    }

    private static async Task<DocumentEntry> Find(Library library, string path, CancellationToken cancellation)
    {
        if (Readable(library, path) is { } known) return known;
        if (!File.Exists(path)) throw new UsageException($"'{library.Name}' holds no document '{path}', and there is no such file.");
        IngestedFile? told = null;
        await library.Ingest(path, file => told = file, cancellation);
        return Readable(library, Path.GetFileName(path)) ?? throw new UsageException($"{path}: {told?.Error?.ToString() ?? "there is no text in it."}");
    }

    private static DocumentEntry? Readable(Library library, string path) => library.Contents.LastOrDefault(entry => entry.Path == path && entry.State is DocumentState.Readable);

    private static string Told(ReadReport report) =>
        $"read {report.Coverage.Count(PartState.Read):N0} of {report.Coverage.Parts.Count:N0} parts ({report.Coverage.Read:N0} of {report.Coverage.Characters:N0} characters), skipped {report.Coverage.Count(PartState.Skipped):N0}, failed {report.Coverage.Count(PartState.Failed):N0}; {report.Rows.Count:N0} rows by {report.Method.ToString().ToLowerInvariant()}, {report.Coverage.Tokens:N0} tokens, {report.Job.Seconds:N0} s.";
}
