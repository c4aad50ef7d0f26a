using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Zhiyan.Bench.Claims;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Generation;
using Zhiyan.Knowledge.Checking;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>fit-claims</c>: fits the weights of the claim checker to labelled claims, and says how good they are on claims whose passages they had not seen.</summary>
internal static class FitClaimsVerb
{
    /// <summary>A precision is no number where nothing was called supported.</summary>
    private static readonly JsonSerializerOptions json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        IndentSize = 1,
    };

    public static Command Create()
    {
        var folder = new Option<string>("--claims") { Description = "The folder with zh.jsonl and en.jsonl.", Required = true };
        var models = new Option<string>("--models") { Description = "The folder of the default models.", DefaultValueFactory = _ => "models" };
        var cache = new Option<string?>("--cache") { Description = "A file for what the model said, so that another run need not ask again." };
        var output = new Option<string?>("--out") { Description = "Where the weights are written: src/Zhiyan.Knowledge/Checking/fitted.json." };
        var results = new Option<string?>("--results") { Description = "A name without ending for the figures: NAME.json and NAME.md." };
        var date = new Option<string>("--date") { Description = "The day, for the head of the figures.", Required = true };
        var machine = new Option<string>("--machine") { Description = "The processor, for the head of the figures.", DefaultValueFactory = _ => "unnamed" };
        var worst = new Option<int>("--worst") { Description = "Claims that were judged worst, printed to be read.", DefaultValueFactory = _ => 0 };
        var command = new Command("fit-claims", "Fit the claim checker to labelled claims, and measure it on passages it has not seen.") { folder, models, cache, output, results, date, machine, worst };
        command.SetAction(async (arguments, cancellation) =>
        {
            var catalog = new ModelCatalog([arguments.GetValue(models)!]);
            var settings = new FitSettings();
            List<LabelledClaim> chinese = [.. LabelledClaim.Read(Path.Combine(arguments.GetValue(folder)!, "zh.jsonl"))], english = [.. LabelledClaim.Read(Path.Combine(arguments.GetValue(folder)!, "en.jsonl"))];
            List<LabelledClaim> all = [.. chinese, .. english];
            var measured = await Measure(catalog, arguments.GetValue(cache), all, cancellation);

            var fitted = new List<FittedModel>();
            var report = new ClaimReport(arguments.GetValue(date)!, arguments.GetValue(machine)!);
            // No claim is word for word in a passage of another language.
            List<LabelledClaim> crossing = [.. all.Where(claim => !measured.IsWordForWord(claim))];
            foreach (var (language, claims) in ((ClaimLanguage, List<LabelledClaim>)[])[(ClaimLanguage.Chinese, chinese), (ClaimLanguage.English, english), (ClaimLanguage.Crossing, crossing)])
            {
                foreach (bool withModel in (bool[])[true, false])
                {
                    var fit = new ClaimFit(measured, language, withModel, FeatureNames.Of(language, withModel), settings);
                    fitted.Add(fit.Fit(claims, seed: 1));
                    var runs = Unseen(fit, claims, settings);
                    report.Add(language, withModel, runs);
                    if (withModel && language is not ClaimLanguage.Crossing) Console.Write(ClaimReport.Worst(runs, arguments.GetValue(worst)));
                }
            }
            var embedder = catalog.Find(ModelCatalog.DefaultEmbedder);
            using (var embedding = EmbeddingModel.Open(embedder.Path, embedder.Card))
            {
                report.AddBaseline(ClaimLanguage.Chinese, SimilarityBaseline.Run(embedding, chinese, cancellation));
                report.AddBaseline(ClaimLanguage.English, SimilarityBaseline.Run(embedding, english, cancellation));
            }

            Console.Write(report.ToMarkdown());
            if (arguments.GetValue(output) is { } path) await File.WriteAllTextAsync(path, FittedModel.Write(fitted), cancellation);
            if (arguments.GetValue(results) is not { } name) return;
            await File.WriteAllTextAsync($"{name}.md", report.ToMarkdown(), cancellation);
            await File.WriteAllTextAsync($"{name}.json", JsonSerializer.Serialize(report.Rows, json) + "\n", cancellation);
        });
        return command;
    }

    private static async Task<MeasuredClaims> Measure(ModelCatalog catalog, string? cache, IReadOnlyList<LabelledClaim> claims, CancellationToken cancellation)
    {
        var installed = catalog.Find(ModelCatalog.DefaultModel);
        using var engine = Engine.Load(installed.Path, installed.Card, new EngineSettings { Context = 4096 });
        var measured = new MeasuredClaims(new ClaimChecker(new EngineLikelihoods(engine, Priority.Background)), new ClaimChecker(null), cache);
        await measured.Measure(claims, cancellation);
        return measured;
    }

    /// <summary>Every claim as it comes out where its passage was left out of the fit, once for each seed, in the claims' order.</summary>
    private static IReadOnlyList<IReadOnlyList<UnseenClaim>> Unseen(ClaimFit fit, IReadOnlyList<LabelledClaim> claims, FitSettings settings)
    {
        var runs = new IReadOnlyList<UnseenClaim>[settings.Seeds];
        Parallel.For(0, settings.Seeds, seed =>
        {
            var unseen = new Dictionary<string, UnseenClaim>();
            foreach (var (train, test) in ClaimFit.Folds(claims, settings.Folds, seed + 1))
            {
                var model = fit.Fit(train, seed + 1);
                foreach (var claim in test)
                {
                    double probability = fit.Probability(model, claim);
                    unseen[claim.Id] = new UnseenClaim(claim, probability, probability >= model.SupportedFrom);
                }
            }
            runs[seed] = [.. claims.Select(claim => unseen[claim.Id])];
        });
        return runs;
    }
}
