using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan ask</c>: a question, or each of many, answered from a library by claims that were checked.</summary>
internal static class AskVerb
{
    public static Command Create(CommonOptions common, KnowledgeOptions knowledge, Terminal terminal)
    {
        var question = Options.Text("--question", "TEXT", "What to ask.");
        question.Aliases.Add("-q");
        var questions = Options.Text("--questions", "FILE", "A file of JSON lines with qid and question; '-' is standard input.");
        var reading = new Option<ReadingMode>("--reading") { Description = "Read all of the documents (full-text), what is found (passages), or by their size (by-budget).", DefaultValueFactory = _ => ReadingMode.ByBudget, CustomParser = Mode };
        var quotes = Options.Flag("--quotes-only", "Answer in the sources' own sentences, without a chat model.");
        var command = new Command("ask", "Ask a library; each claim of the answer is checked against its source.") { knowledge.Library, question, questions, reading, quotes, common.Model, knowledge.WordsOnly, common.Database, common.Json };
        var scope = new ScopeOptions();
        scope.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(question) is null == result.GetResult(questions) is null) result.AddError("give one of --question and --questions");
        });
        command.SetAction(async (arguments, cancellation) =>
        {
            using var opened = knowledge.Open(arguments);
            var library = knowledge.Find(arguments, opened);
            var within = scope.Request(arguments, library);
            using var engine = arguments.GetValue(quotes) ? null : common.Load(arguments);
            var model = engine is null ? null : new AnsweringModel(engine.AsChatClient(), new EngineLikelihoods(engine));
            using var reranker = LocalReranker.Open(common.Catalog(arguments), arguments.GetValue(common.Threads));
            var json = new LibraryJson(library);
            bool isJson = arguments.GetValue(common.Json);
            IEnumerable<(JsonNode? Id, string Question)> asked = arguments.GetValue(questions) is { } file ? QuestionFile.Read(file, terminal) : [(null, arguments.GetValue(question)!)];
            foreach (var (id, text) in asked)
            {
                var answer = await library.Ask(new AskRequest(text) { Reading = arguments.GetValue(reading), Within = within }, model, reranker, cancellation);
                if (isJson || id is not null)
                {
                    var line = json.Answer(answer);
                    if (id is not null) line.Insert(0, "qid", id);
                    terminal.Out.WriteLine(line.ToJsonString(Terminal.Json));
                }
                else Show(answer, terminal);
                await terminal.Out.FlushAsync(cancellation);
            }
        });
        return command;
    }

    private static ReadingMode Mode(ArgumentResult result)
    {
        if (Enum.TryParse(result.Tokens[0].Value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out ReadingMode mode)) return mode;
        result.AddError($"--reading is '{result.Tokens[0].Value}', but takes full-text, passages or by-budget");
        return default;
    }

    private static void Show(Answer answer, Terminal terminal)
    {
        terminal.Out.WriteLine(Terminal.Printable(answer.Text));
        if (answer.Evidence.Count > 0) terminal.Out.WriteLine();
        foreach (var (number, evidence) in answer.Evidence.Index())
            terminal.Out.WriteLine(Terminal.Printable($"[{number + 1}] {evidence.Document.Path}{(evidence.Page is { } page ? $", page {page}" : "")}: {evidence.Quote.ReplaceLineEndings(" ")}"));
    }
}
