using System.Text.Json;
using Zhiyan.Inference.Sampling;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Sampling;

/// <summary>The chain against distributions computed by its definition in float64; format and source in ../shared/fixtures/README-text.md.</summary>
public sealed class SamplingGoldenTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Files => [.. Fixtures.Files("sampling", "*.jsonl").DefaultIfEmpty("")];

    [Theory, MemberData(nameof(Files)), Trait("Category", "Golden")]
    public void Agrees_with_the_distributions_of_the_definition(string file)
    {
        if (file == "") Assert.Skip("no fixture folder holds sampling cases");

        var failures = File.ReadLines(file).Index().Select(line => Failure(line.Index, line.Item)).OfType<string>().ToList();

        Assert.True(failures.Count == 0, $"{failures.Count} cases fail in {Fixtures.NameOf(file)}: {string.Join("; ", failures.Take(5))}");
    }

    private static string? Failure(int index, string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        float[] logits = [.. root.GetProperty("logits").EnumerateArray().Select(Number)];
        var parameters = root.GetProperty("params");
        int[] previous = parameters.TryGetProperty("prev_tokens", out var tokens) ? tokens.Deserialize<int[]>()! : [];
        var expected = root.GetProperty("expected_probs").EnumerateArray().Select(probability => probability.GetDouble());

        var actual = new double[logits.Length];
        new Sampler(Settings(parameters), logits.Length, seed: 1).Distribution(logits, previous, actual);

        double worst = actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        return worst <= Tolerance ? null : $"{index} '{root.GetProperty("name").GetString()}' is off by {worst:g3}";
    }

    private static SamplingSettings Settings(JsonElement parameters)
    {
        var settings = new SamplingSettings();
        foreach (var parameter in parameters.EnumerateObject())
        {
            settings = parameter.Name switch
            {
                "temperature" => settings with { Temperature = parameter.Value.GetSingle() },
                "top_k" => settings with { TopK = parameter.Value.GetInt32() },
                "top_p" => settings with { TopP = parameter.Value.GetSingle() },
                "min_p" => settings with { MinP = parameter.Value.GetSingle() },
                "typical_p" => settings with { TypicalP = parameter.Value.GetSingle() },
                "repetition_penalty" => settings with { RepetitionPenalty = parameter.Value.GetSingle() },
                "frequency_penalty" => settings with { FrequencyPenalty = parameter.Value.GetSingle() },
                "presence_penalty" => settings with { PresencePenalty = parameter.Value.GetSingle() },
                "penalty_last_n" => settings with { PenaltyLastN = parameter.Value.GetInt32() },
                "logit_bias" => settings with { LogitBias = Biases(parameter.Value) },
                "prev_tokens" => settings,
                var other => throw new InvalidDataException($"unknown sampling parameter '{other}'"),
            };
        }
        return settings;
    }

    private static Dictionary<int, float> Biases(JsonElement biases) =>
        biases.EnumerateObject().ToDictionary(bias => int.Parse(bias.Name), bias => Number(bias.Value));

    private static float Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? float.NegativeInfinity : value.GetSingle();
}
