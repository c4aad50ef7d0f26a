using System.CommandLine;
using Zhiyan.Cli.Evaluation;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan eval</c>: how good the parts are, on public sets.</summary>
internal static class EvalVerb
{
    private static readonly string[] parts = ["extraction", "search", "answers", "lists", "rerank"];

    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var sets = Options.Texts("--sets", "DIR", "A folder of sets: docs, rag-zh, rag-en, rag-multi, long, own, own-lists; may be given several times.");
        sets.Required = true;
        var only = Options.Texts("--only", "PART", $"A part: {string.Join(", ", parts)}; may be given several times. Default: all but rerank, which takes a model ten minutes.");
        only.AcceptOnlyFromAmong(parts);
        var quotes = Options.Flag("--quotes-only", "Answer in the sources' own sentences, without a chat model.");
        var knowledge = new Command("knowledge", "Documents: what is read of them, found in them, answered and listed from them.") { sets, only, quotes, common.Model };
        knowledge.SetAction(async (arguments, _) =>
        {
            var folder = Directory.CreateTempSubdirectory("zhiyan-eval-");
            try
            {
                using var opened = new LocalKnowledge(folder.FullName, null, common.Catalog(arguments), arguments.GetValue(common.Threads));
                var evaluation = new KnowledgeEvaluation(new LabelledFiles(arguments.GetValue(sets)!), opened.Base, folder.FullName);
                var wanted = arguments.GetValue(only) is { Length: > 0 } some ? some : parts[..^1];
                terminal.Out.WriteLine("| set | measure | count | share (95 %) |\n|---|---|---|---|");
                if (wanted.Contains("extraction")) await Print(evaluation.Extraction());
                if (wanted.Contains("search")) await Print(evaluation.Search());
                using var engine = !arguments.GetValue(quotes) && (wanted.Contains("answers") || wanted.Contains("lists")) ? common.Load(arguments) : null;
                var model = engine is null ? null : new AnsweringModel(engine.AsChatClient(), new EngineLikelihoods(engine));
                if (wanted.Contains("answers"))
                {
                    await Print(evaluation.Answers(model));
                    await Print(evaluation.Conflicts(model));
                }
                if (wanted.Contains("rerank"))
                {
                    using var opener = OpenedReranker.Open(common, arguments);
                    await Print(evaluation.Reranked(opener.Reranker));
                }
                if (wanted.Contains("lists")) await Print(evaluation.Lists(model));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return new Command("eval", "Measure on public sets.") { knowledge };

        async Task Print(IAsyncEnumerable<Figure> figures)
        {
            await foreach (var figure in figures)
            {
                terminal.Out.WriteLine($"| {figure.Set} | {figure.Measure} | {figure.Share.Of} | {figure.Share} |");
                await terminal.Out.FlushAsync();
            }
        }
    }
}
