using System.Text.Json;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Answering;

/// <summary>
/// A logistic regression that was fitted on questions whose answers are marked in their passages (docs/data/questions.md), and how the best sentence's log-odds tell whether the answer is there
/// at all.
/// </summary>
/// <param name="Kind">zh and en for questions and documents in one language, crossing for two.</param>
/// <param name="UsesVectors">Whether the meanings of texts are compared; without an embedding model, words alone are.</param>
/// <param name="AsksModel">Whether a chat model's likelihoods take part (<see cref="Retrieval.LikelihoodReranker"/>): between two languages, where words and vectors tell little.</param>
/// <param name="There">That the question is answered at all.</param>
internal sealed record EvidenceModel(string Kind, bool UsesVectors, bool AsksModel, double Bias, AnswerThere There, IReadOnlyList<FittedFeature> Features)
{
    private const string Crossing = "crossing";

    private static readonly JsonSerializerOptions json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, IndentSize = 1 };

    private static readonly Lazy<IReadOnlyList<EvidenceModel>> fitted = new(Load);

    private readonly int[] places = [.. Features.Select(feature => EvidenceFeatures.Names.ToList().IndexOf(feature.Name))];

    /// <param name="asksModel">Whether a model judged the passages.</param>
    public static EvidenceModel For(string questionLanguage, string? documentLanguage, bool usesVectors, bool asksModel)
    {
        var kind = IsCrossing(questionLanguage, documentLanguage) ? Crossing : Script(questionLanguage);
        return fitted.Value.Single(model => model.Kind == kind && model.UsesVectors == usesVectors && model.AsksModel == (asksModel && kind == Crossing));
    }

    /// <summary>Whether a question is in another language than a document.</summary>
    public static bool IsCrossing(string questionLanguage, string? documentLanguage) => Script(questionLanguage) != Script(documentLanguage ?? questionLanguage);

    public static string Write(IReadOnlyList<EvidenceModel> models) => JsonSerializer.Serialize(models, json) + "\n";

    /// <param name="values">In the order of <see cref="EvidenceFeatures.Names"/>.</param>
    public double LogOdds(IReadOnlyList<double> values)
    {
        double sum = Bias;
        foreach (var (place, feature) in places.Zip(Features)) sum += feature.Weight * Math.Clamp((values[place] - feature.Mean) / feature.Deviation, -FittedFeature.Limit, FittedFeature.Limit);
        return sum;
    }

    private static string Script(string language) => language.StartsWith("zh", StringComparison.Ordinal) ? "zh" : "en";

    private static IReadOnlyList<EvidenceModel> Load()
    {
        using var stream = typeof(EvidenceModel).Assembly.GetManifestResourceStream("Answering.fitted.json")
            ?? throw new InvalidDataException("the fitted weights of evidence are not in this program; build it again.");
        return JsonSerializer.Deserialize<IReadOnlyList<EvidenceModel>>(stream, json)!;
    }
}

/// <summary>That a question is answered: a logistic regression over the best sentence's log-odds and its passage's gain in likelihood.</summary>
/// <param name="From">A lower probability means that the sources do not say it.</param>
internal sealed record AnswerThere(double Slope, double GainSlope, double Offset, double From)
{
    /// <param name="best">The best sentence's log-odds.</param>
    public double Probability(double best, double gain) => FittedModel.Logistic(Slope * best + GainSlope * gain + Offset);
}
