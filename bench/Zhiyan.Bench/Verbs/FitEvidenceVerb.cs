using System.CommandLine;
using Zhiyan.Bench.Questions;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>fit-evidence</c>: fits what ranks sentences as answers and tells whether an answer is there, to questions with marked answers.</summary>
internal static class FitEvidenceVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The folder with rag-zh and rag-en.", Required = true };
        var models = new Option<string>("--models") { Description = "The folder of the default models.", DefaultValueFactory = _ => "models" };
        var output = new Option<string?>("--out") { Description = "Where the weights are written: src/Zhiyan.Knowledge/Answering/fitted.json." };
        var command = new Command("fit-evidence", "Fit what ranks sentences as answers, and measure it on documents it has not seen.") { data, models, output };
        command.SetAction(async (arguments, cancellation) =>
        {
            var installed = new ModelCatalog([arguments.GetValue(models)!]).Find(ModelCatalog.DefaultEmbedder);
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
                    var measured = await new MeasuredQuestions(library, new EvidenceFinder(analyzer, KnowledgeAssets.Folding, embedder), question => library.Weigh(question))
                        .Measure(LabelledQuestion.Read(Path.Combine(arguments.GetValue(data)!, set, questions)), cancellation);
                    foreach (bool usesVectors in (bool[])[true, false])
                    {
                        var figures = QuestionFit.Measure(usesVectors, measured);
                        Console.WriteLine(FormattableString.Invariant(
                            $"{kind}, {(usesVectors ? "words and vectors" : "words alone")}: {figures.Questions} questions; the best sentence answers {figures.FirstIsRight:F3} (any of those found {figures.Found:F3}); there or not AUROC {figures.Auroc:F3}; answered {figures.Answered:F3} of those there, abstained {figures.Abstained:F3} of those not"));
                        fitted.Add(QuestionFit.Fit(kind, usesVectors, measured));
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
}
