using System.Text.Json;
using System.Text.Json.Serialization;

namespace Zhiyan.Knowledge.Checking;

/// <summary>A logistic regression that was fitted on labelled claims, how its log-odds become probabilities, and from where on a claim is called supported.</summary>
/// <param name="WithModel">Whether a chat model's likelihoods are among the features.</param>
/// <param name="Slope">With <paramref name="Offset"/>, makes the log-odds of a whole claim calibrated ones.</param>
/// <param name="SupportedFrom">The probability at which out-of-fold claims were supported as often as was asked.</param>
internal sealed record FittedModel(
    ClaimLanguage Language, bool WithModel, double Bias, double Slope, double Offset, double SupportedFrom, IReadOnlyList<FittedFeature> Features)
{
    private static readonly JsonSerializerOptions json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
        IndentSize = 1,
    };

    private static readonly Lazy<IReadOnlyList<FittedModel>> fitted = new(Load);

    /// <summary>The model that this program carries.</summary>
    public static FittedModel For(ClaimLanguage language, bool withModel) => fitted.Value.Single(model => model.Language == language && model.WithModel == withModel);

    public static string Write(IReadOnlyList<FittedModel> models) => JsonSerializer.Serialize(models, json) + "\n";

    public static IReadOnlyList<FittedModel> Read(string text) =>
        JsonSerializer.Deserialize<IReadOnlyList<FittedModel>>(text, json) ?? throw new InvalidDataException("the fitted weights are null; fit them again.");

    /// <summary>Whether a feature has a weight.</summary>
    public bool Weighs(string feature) => Features.Any(weighed => weighed.Name == feature);

    /// <summary>The probability that a statement is supported, before the whole claim's is calibrated. A feature that is not given counts as average.</summary>
    public double Part(IReadOnlyDictionary<string, double> values)
    {
        double sum = Bias;
        foreach (var feature in Features)
            if (values.TryGetValue(feature.Name, out double value)) sum += feature.Weight * Math.Clamp((value - feature.Mean) / feature.Deviation, -FittedFeature.Limit, FittedFeature.Limit);
        return Logistic(sum);
    }

    /// <summary>A claim is supported where all its statements are; the calibrated probability of that.</summary>
    public double Whole(IEnumerable<double> parts) => Logistic(Slope * LogOdds(parts.Aggregate(1.0, (product, part) => product * part)) + Offset);

    public static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    public static double LogOdds(double probability)
    {
        double inside = Math.Clamp(probability, 1e-6, 1 - 1e-6);
        return Math.Log(inside / (1 - inside));
    }

    private static IReadOnlyList<FittedModel> Load()
    {
        using var stream = typeof(FittedModel).Assembly.GetManifestResourceStream("Checking.fitted.json")
            ?? throw new InvalidDataException("the fitted weights of the checker are not in this program; build it again.");
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd());
    }
}

/// <summary>What a feature adds to the log-odds: its weight for each deviation from its mean.</summary>
internal sealed record FittedFeature(string Name, double Mean, double Deviation, double Weight)
{
    /// <summary>Deviations beyond this many count as this many: what was rare where the weights were fitted shall not decide alone by its size.</summary>
    public const double Limit = 4;
}
