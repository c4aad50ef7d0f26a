using System.CommandLine;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Knowledge;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan read</c>: a task over all of a document, with a report of what was read.</summary>
internal static class ReadVerb
{
    public static Command Create(CommonOptions common, KnowledgeOptions knowledge, Terminal terminal)
    {
        var document = Options.RequiredText("--document", "PATH", "A document of the library by its path, or a file, which is taken in first.");
        var task = Options.RequiredText("--task", "TEXT", "What to do with each part: list, summarise, answer, translate.");
        var budget = Options.Count("--budget", 1, int.MaxValue, "Tokens that the model may take. Default: as many as the document needs.");
        var command = new Command("read", "Read a document whole: nothing is left out without being told of.") { document, task, budget, knowledge.Library, common.Model, knowledge.WordsOnly, common.Database, common.Json };
        command.SetAction(async (arguments, cancellation) =>
        {
            using var opened = knowledge.Open(arguments);
            var library = opened.Base.FindOrCreate(arguments.GetValue(knowledge.Library)!);
            var entry = await Find(library, arguments.GetValue(document)!, cancellation);
            using var chat = new LazyChatClient(() => common.Load(arguments));
            Progress? progress = null;
            var report = await library.ReadWhole(
                new ReadRequest(entry.Id, arguments.GetValue(task)!) { TokenBudget = arguments.GetValue(budget) }, chat,
                (part, parts, estimated) =>
                {
                    if (progress is null && estimated > 0) terminal.Note($"about {estimated:N0} tokens in {parts:N0} parts.");
                    (progress ??= new Progress(terminal, "parts", parts)).Report(part.Number + 1, part.Label);
                },
                cancellation);
            if (arguments.GetValue(common.Json)) terminal.Out.WriteLine(Json(report, entry, new CodePoints(library.Read(entry.Id).Text)).ToJsonString(Terminal.Json));
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
        return Readable(library, Path.GetFileName(path)) ?? throw new UsageException($"{path}: {told?.Error ?? "there is no text in it."}");
    }

    private static DocumentEntry? Readable(Library library, string path) => library.Contents.LastOrDefault(entry => entry.Path == path && entry.State is DocumentState.Readable);

    private static JsonObject Json(ReadReport report, DocumentEntry entry, CodePoints at) => new()
    {
        ["document"] = entry.Path, ["kind"] = Name(report.Kind), ["method"] = Name(report.Method), ["result"] = report.Text,
        ["items"] = new JsonArray([.. report.Rows.Select(row => new JsonObject
        {
            ["text"] = row.Text, ["document"] = entry.Path, ["page"] = row.Page, ["start"] = at.Of(row.Start), ["end"] = at.Of(row.End), ["quote"] = row.Quote,
        })]),
        ["coverage"] = new JsonObject
        {
            ["complete"] = report.Coverage.IsComplete, ["parts"] = report.Coverage.Parts.Count, ["read"] = report.Coverage.Count(PartState.Read), ["skipped"] = report.Coverage.Count(PartState.Skipped),
            ["failed"] = report.Coverage.Count(PartState.Failed), ["characters"] = report.Coverage.Characters, ["characters_read"] = report.Coverage.Read, ["tokens"] = report.Coverage.Tokens,
            ["estimated_tokens"] = report.Coverage.EstimatedTokens, ["dropped_rows"] = report.Coverage.Dropped,
            ["not_read"] = new JsonArray([.. report.Coverage.Parts.Where(part => part.State is not PartState.Read).Select(part => new JsonObject
            {
                ["part"] = part.Number, ["label"] = part.Label, ["start"] = at.Of(part.Start), ["end"] = at.Of(part.End), ["state"] = Name(part.State), ["reason"] = part.Reason,
            })]),
        },
    };

    private static string Told(ReadReport report) =>
        $"read {report.Coverage.Count(PartState.Read):N0} of {report.Coverage.Parts.Count:N0} parts ({report.Coverage.Read:N0} of {report.Coverage.Characters:N0} characters), skipped {report.Coverage.Count(PartState.Skipped):N0}, failed {report.Coverage.Count(PartState.Failed):N0}; {report.Rows.Count:N0} rows by {Name(report.Method)}, {report.Coverage.Tokens:N0} tokens.";

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
