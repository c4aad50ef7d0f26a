using System.CommandLine;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Knowledge;
using Zhiyan.Knowledge.Libraries;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan ingest</c>: a folder, an archive or a file into a library, each file told of.</summary>
internal static class IngestVerb
{
    public static Command Create(CommonOptions common, KnowledgeOptions knowledge, Terminal terminal)
    {
        var path = new Argument<string?>("PATH") { Description = "A folder, or a file. Doing it again takes in what changed, and lets go of what is gone.", Arity = ArgumentArity.ZeroOrOne };
        var reindex = Options.Flag("--reindex", "Make the library's index anew from the texts that were read; without PATH, nothing else.");
        var command = new Command("ingest", "Take documents into a library, to search and ask it.") { path, reindex, knowledge.Library, knowledge.WordsOnly, common.Database, common.Json };
        command.SetAction(async (arguments, cancellation) =>
        {
            var place = arguments.GetValue(path);
            if (place is null && !arguments.GetValue(reindex)) throw new UsageException("PATH is missing; say which folder or file to take in, or --reindex.");
            using var opened = knowledge.Open(arguments);
            var library = place is null ? knowledge.Find(arguments, opened) : opened.Base.FindOrCreate(arguments.GetValue(knowledge.Library)!);
            bool isJson = arguments.GetValue(common.Json);
            var counts = new Dictionary<IngestStatus, int>();
            void Report(IngestedFile file)
            {
                if (file.Status is not IngestStatus.Waiting) counts[file.Status] = counts.GetValueOrDefault(file.Status) + 1;
                if (isJson) terminal.Out.WriteLine(Json(file));
                else if (file.Status is not IngestStatus.Unchanged) terminal.Out.WriteLine(Line(file));
            }
            if (place is not null) await library.Ingest(place, Report, cancellation);
            await terminal.Out.FlushAsync(cancellation);
            var progress = new Progress(terminal, "vectors", Math.Max(library.Progress.Passages, 1));
            await library.Embed((done, _) => progress.Report(done, ""), cancellation);
            if (arguments.GetValue(reindex)) library.RequestReindex();
            var steps = new Progress(terminal, "index", Math.Max(2 * library.Progress.Passages, 1));
            await library.Reindex((done, _) => steps.Report(done, ""), cancellation);
            if (!isJson) terminal.Note(string.Concat(counts.OrderBy(count => count.Key).Select(count => $"{count.Value:N0} {Name(count.Key)}, ").Append("")).TrimEnd(' ', ',') + $"; {library.Progress.Passages:N0} passages in '{library.Name}'.");
        });
        return command;
    }

    private static string Json(IngestedFile file)
    {
        var line = new JsonObject { ["document"] = file.Path, ["status"] = Name(file.Status), ["pages"] = file.Pages, ["characters"] = file.Characters };
        if (file.Error is not null) line["error"] = file.Error.ToString();
        if (file.Warnings is { Count: > 0 } warnings) line["warnings"] = new JsonArray([.. warnings.Select(warning => JsonValue.Create(warning.ToString()))]);
        return line.ToJsonString(Terminal.Json);
    }

    private static string Line(IngestedFile file)
    {
        var size = file.Pages is { } pages ? $"{pages:N0} pages, {file.Characters:N0} characters" : $"{file.Characters:N0} characters";
        return Terminal.Printable($"{Name(file.Status),-9} {file.Path}{(file.Error is { } error ? $": {error}" : $" ({size})")}{string.Concat((file.Warnings ?? []).Select(warning => $"\n          {warning}"))}");
    }

    private static string Name(IngestStatus status) => status.ToString().ToLowerInvariant();
}
