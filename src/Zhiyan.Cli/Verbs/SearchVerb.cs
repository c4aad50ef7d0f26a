using System.CommandLine;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Knowledge;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan search</c>: the passages of a library that fit a question, or each of many.</summary>
internal static class SearchVerb
{
    public static Command Create(CommonOptions common, KnowledgeOptions knowledge, Terminal terminal)
    {
        var query = Options.Text("--query", "TEXT", "What to look for.");
        query.Aliases.Add("-q");
        var queries = Options.Text("--queries", "FILE", "A file of JSON lines with qid and question; '-' is standard input.");
        var top = Options.CountOr(10, "--top", 1, 1000, "Passages to show.");
        var mode = new Option<SearchMode>("--mode") { Description = "Find by words, by meaning (vectors), or both (hybrid).", DefaultValueFactory = _ => SearchMode.Hybrid };
        var command = new Command("search", "Find passages in a library.") { knowledge.Library, query, queries, top, mode, knowledge.WordsOnly, common.Database, common.Json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(query) is null == result.GetResult(queries) is null) result.AddError("give one of --query and --queries");
        });
        command.SetAction(async (arguments, cancellation) =>
        {
            using var opened = knowledge.Open(arguments);
            var library = knowledge.Find(arguments, opened);
            var hits = new LibraryJson(library);
            var request = new SearchRequest("") { Top = arguments.GetValue(top), Mode = arguments.GetValue(mode) };
            if (arguments.GetValue(queries) is { } file)
            {
                foreach (var line in QuestionFile.Read(file, terminal))
                    terminal.Out.WriteLine(new JsonObject { ["qid"] = line.Id, ["hits"] = hits.Hits(await library.Search(request with { Question = line.Question }, cancellation)) }.ToJsonString(Terminal.Json));
                return;
            }
            var found = await library.Search(request with { Question = arguments.GetValue(query)! }, cancellation);
            if (arguments.GetValue(common.Json)) terminal.Out.WriteLine(hits.Hits(found).ToJsonString(Terminal.Json));
            else Show(found, terminal);
        });
        return command;
    }

    private static void Show(IReadOnlyList<Passage> found, Terminal terminal)
    {
        if (found.Count == 0) terminal.Note("nothing was found.");
        foreach (var (number, passage) in found.Index())
        {
            var place = passage.Page is { } page ? $"{passage.Document.Path}, page {page}" : passage.Document.Path;
            terminal.Out.WriteLine(Terminal.Printable($"{number + 1}. {place}  {passage.Score:F3} (words {passage.WordScore:F2}, meaning {passage.VectorScore:F3})"));
            terminal.Out.WriteLine(Terminal.Printable($"   {string.Join(' ', passage.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}\n"));
        }
    }
}
