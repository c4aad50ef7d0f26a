using System.Text.Json;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Answering;

/// <summary>
/// A logistic regression that was fitted on questions whose answers are marked in their passages (docs/data/questions.md), and how the best sentence's log-odds tell whether the answer is there
/// at all.
/// </summary>
/// <param name="Kind">zh and en for questions and documents in one language, crossing for two.</param>
/// <param name="UsesVectors">Whether the meanings of texts are compared; without an embedding model, words alone are.</param>
/// <param name="Alone">That the question is answered at all, by the best sentence's log-odds.</param>
/// <param name="AsksModel">The same where a chat model also says how much likelier it finds the question after a sentence's passage; null where that adds nothing: within one language.</param>
internal sealed record EvidenceModel(string Kind, bool UsesVectors, double Bias, AnswerThere Alone, AnswerThere? AsksModel, IReadOnlyList<FittedFeature> Features)
{
    private static readonly JsonSerializerOptions json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, IndentSize = 1 };

    private static readonly Lazy<IReadOnlyList<EvidenceModel>> fitted = new(Load);

    private readonly int[] places = [.. Features.Select(feature => EvidenceFeatures.Names.ToList().IndexOf(feature.Name))];

    public static EvidenceModel For(string questionLanguage, string? documentLanguage, bool usesVectors)
    {
        string asked = Script(questionLanguage), read = Script(documentLanguage ?? questionLanguage);
        var kind = asked == read ? asked : "crossing";
        return fitted.Value.Single(model => model.Kind == kind && model.UsesVectors == usesVectors);
    }

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

/// <summary>That a question is answered: a logistic regression over the best sentence's log-odds and its passage's gain in likelihood (<see cref="QuestionLikelihood"/>).</summary>
/// <param name="From">A lower probability means that the sources do not say it.</param>
internal sealed record AnswerThere(double Slope, double GainSlope, double Offset, double From)
{
    /// <summary>A sentence's log-odds with what the gain adds to them.</summary>
    public double With(double sentence, double gain) => sentence + GainSlope / Slope * gain;

    /// <param name="best">Of the best sentence, with its gain.</param>
    public double Probability(double best) => FittedModel.Logistic(Slope * best + Offset);
}
