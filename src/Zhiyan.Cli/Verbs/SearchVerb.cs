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
        var rerank = new Option<bool?>("--rerank") { Description = "Put the first eight in the order of a model that reads them: a reranker where one is installed, else the chat model; seconds each. Unasked, a hybrid search does so where a reranker is installed.", HelpName = "true|false" };
        var context = Options.Flag("--context", "Tell of each passage its headings, its section, and the passages before and after it.");
        var scope = new ScopeOptions();
        var command = new Command("search", "Find passages in a library.") { knowledge.Library, query, queries, top, mode, rerank, context, common.Model, knowledge.WordsOnly, common.Database, common.Json };
        scope.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(query) is null == result.GetResult(queries) is null) result.AddError("give one of --query and --queries");
        });
        command.SetAction(async (arguments, cancellation) =>
        {
            using var opened = knowledge.Open(arguments);
            var library = knowledge.Find(arguments, opened);
            var json = new LibraryJson(library);
            var request = scope.Request(arguments, library) with { Top = arguments.GetValue(top), Mode = arguments.GetValue(mode) };
            using var opener = arguments.GetValue(rerank) switch
            {
                true => OpenedReranker.Open(common, arguments),
                null when request.Mode is SearchMode.Hybrid => OpenedReranker.Installed(common, arguments),
                _ => null,
            };
            bool withContext = arguments.GetValue(context);
            if (arguments.GetValue(queries) is { } file)
            {
                foreach (var line in QuestionFile.Read(file, terminal))
                    terminal.Out.WriteLine(new JsonObject { ["qid"] = line.Id, ["hits"] = json.Hits(await Search(line.Question), withContext) }.ToJsonString(Terminal.Json));
                return;
            }
            var found = await Search(arguments.GetValue(query)!);
            if (arguments.GetValue(common.Json)) terminal.Out.WriteLine(json.Hits(found, withContext).ToJsonString(Terminal.Json));
            else Show(found, withContext ? library.ContextOf(found) : null, terminal);

            Task<IReadOnlyList<Passage>> Search(string question) => library.Search(request with { Question = question }, opener?.Reranker, cancellation);
        });
        return command;
    }

    private static void Show(IReadOnlyList<Passage> found, IReadOnlyList<PassageContext>? contexts, Terminal terminal)
    {
        if (found.Count == 0) terminal.Note("nothing was found.");
        foreach (var (number, passage) in found.Index())
        {
            var place = passage.Page is { } page ? $"{passage.Document.Path}, page {page}" : passage.Document.Path;
            var before = passage.Reranked is { } reranked ? $", before {reranked.Before}" : "";
            terminal.Out.WriteLine(Terminal.Printable($"{number + 1}. {place}  {passage.Score:F3} (words {passage.WordScore:F2}, meaning {passage.VectorScore:F3}{before})"));
            var context = contexts?[number];
            if (context?.Headings is { Count: > 0 } headings) terminal.Out.WriteLine(Terminal.Printable($"   {string.Join(" › ", headings)}"));
            if (context?.Before is { } earlier) terminal.Out.WriteLine(Terminal.Printable($"   … {Line(earlier.Text)}"));
            terminal.Out.WriteLine(Terminal.Printable($"   {Line(passage.Text)}"));
            if (context?.After is { } later) terminal.Out.WriteLine(Terminal.Printable($"   … {Line(later.Text)}"));
            terminal.Out.WriteLine();
        }
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
