using System.CommandLine;
using Zhiyan.Bench.Questions;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Generation;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>fit-evidence</c>: fits what ranks sentences as answers and tells whether an answer is there, to questions with marked answers.</summary>
internal static class FitEvidenceVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The folder with rag-zh and rag-en.", Required = true };
        var models = new Option<string>("--models") { Description = "The folder of the default models.", DefaultValueFactory = _ => "models" };
        var output = new Option<string?>("--out") { Description = "Where the weights are written: src/Zhiyan.Knowledge/Answering/fitted.json." };
        var withoutModel = new Option<bool>("--without-model") { Description = "Ask no chat model of questions in another language than the documents'." };
        var cache = new Option<string?>("--cache") { Description = "A file for what the model said, so that another run need not ask again." };
        var worst = new Option<int>("--worst") { Description = "Print so many questions that are answered though the answer is not there, and so many whose answer is farthest below the first sentence." };
        var command = new Command("fit-evidence", "Fit what ranks sentences as answers, and measure it on documents it has not seen.") { data, models, output, withoutModel, cache, worst };
        command.SetAction(async (arguments, cancellation) =>
        {
            var catalog = new ModelCatalog([arguments.GetValue(models)!]);
            var installed = catalog.Find(ModelCatalog.DefaultEmbedder);
            var chat = catalog.Find(null);
            using var engine = arguments.GetValue(withoutModel) ? null : Engine.Load(chat.Path, chat.Card, new EngineSettings { Context = 4096 });
            var reranker = engine is null ? null : new LikelihoodReranker(new CachedLikelihoods(new EngineLikelihoods(engine, Priority.Background), arguments.GetValue(cache)));
            using var embedding = EmbeddingModel.Open(installed.Path, installed.Card);
            using var vectors = new CachedVectors(embedding.AsEmbeddingGenerator());
            var embedder = new Embedder(vectors, installed.Id, hasRoles: true);
            var folder = Directory.CreateTempSubdirectory("zhiyan-fit-");
            try
            {
                using var knowledge = KnowledgeBase.Open(new KnowledgeSettings { Folder = folder.FullName }, embedder, TimeProvider.System);
                var fitted = new List<EvidenceModel>();
                foreach (var (kind, set, questions) in ((string, string, string)[])[("zh", "rag-zh", "questions.jsonl"), ("en", "rag-en", "questions.jsonl"), ("crossing", "rag-en", "questions-zh.jsonl")])
                {
                    var library = knowledge.FindOrCreate(set);
                    var files = Path.Combine(folder.FullName, set);
                    MeasuredQuestions.WriteDocuments(Path.Combine(arguments.GetValue(data)!, set, "docs.jsonl"), files);
                    await library.Ingest(files, _ => { }, cancellation);
                    await library.Embed(cancellation: cancellation);
                    var analyzer = new TermAnalyzer(KnowledgeAssets.Folding);
                    var finder = new EvidenceFinder(analyzer, KnowledgeAssets.Folding, embedder);
                    var asked = LabelledQuestion.Read(Path.Combine(arguments.GetValue(data)!, set, questions));
                    foreach (bool asksModel in kind is "crossing" && reranker is not null ? (bool[])[false, true] : [false])
                    {
                        var measured = await new MeasuredQuestions(library, finder, asksModel ? reranker : null).Measure(asked, cancellation);
                        if (!asksModel) Console.WriteLine($"{kind}, cited by similarity: {CitationFigures.Of(SimilarityCitations.Of(measured))}");
                        foreach (bool usesVectors in (bool[])[true, false])
                        {
                            var fit = new QuestionFit(kind, usesVectors, asksModel, measured);
                            Report($"{kind}, {(usesVectors ? "words and vectors" : "words alone")}{(asksModel ? ", and a model" : "")}", QuestionFit.Measure(fit.Unseen));
                            fitted.Add(fit.Fit());
                            if (usesVectors) Show(kind, fit.Unseen, arguments.GetValue(worst));
                        }
                    }
                }
                if (arguments.GetValue(output) is { } path) await File.WriteAllTextAsync(path, EvidenceModel.Write(fitted), cancellation);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static void Show(string kind, IReadOnlyList<JudgedQuestion> judged, int most)
    {
        foreach (var one in judged.Where(one => !one.Question.IsThere).OrderByDescending(one => one.LogOdds[one.Best]).Take(most))
            Console.WriteLine(FormattableString.Invariant($"{kind}, not there, {one.LogOdds[one.Best]:F2}: {one.Question.Question.Text} < {one.Question.Texts[one.Best]}"));
        foreach (var one in judged.Where(one => one.Behind > 0).OrderByDescending(one => one.Behind).Take(most))
            Console.WriteLine(FormattableString.Invariant($"{kind}, behind by {one.Behind:F2}: {one.Question.Question.Text} < {one.Question.Texts[one.Right!.Value]} | {one.Question.Texts[one.Best]}"));
    }

    private static void Report(string name, QuestionFigures figures) => Console.WriteLine(FormattableString.Invariant(
        $"{name}: {figures.Questions} questions; the best sentence answers {figures.FirstIsRight:F3} (any of those found {figures.Found:F3}); there or not AUROC {figures.Auroc:F3}, calibration error {figures.CalibrationError:F3}; answered {figures.Answered:F3} of those there, abstained {figures.Abstained:F3} of those not; {figures.Citations}"));
}
