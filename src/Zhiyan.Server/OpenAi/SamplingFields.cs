using System.ComponentModel;
using System.Globalization;
using Zhiyan.Inference.Sampling;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.OpenAi;

/// <summary>How tokens are chosen, by OpenAI's names and those of llama.cpp and vLLM. What is missing is taken from the model's card.</summary>
internal abstract class SamplingFields(Field body)
{
    private const int MostBiases = 1_024;

    [Description("0 takes the most likely token; up to 2.")]
    public float? Temperature { get; } = body["temperature"].Number(0, 2);

    [Description("Keep the fewest most likely tokens that reach this probability together.")]
    public float? TopP { get; } = body["top_p"].Number(0, 1);

    [Description("Keep this many of the most likely tokens; 0 or -1 keeps all.")]
    public int? TopK { get; } = body["top_k"].Count(-1, int.MaxValue);

    [Description("Keep tokens at least this fraction as likely as the most likely one.")]
    public float? MinP { get; } = body["min_p"].Number(0, 1);

    [Description("Keep the fewest tokens of about expected surprise that reach this probability.")]
    public float? TypicalP { get; } = body["typical_p"].Number(0, 1);

    [Description("Divides the logits of recent tokens; 1 is off. repeat_penalty is taken too.")]
    public float? RepetitionPenalty { get; } = body["repetition_penalty"].Number(0.01, 10) ?? body["repeat_penalty"].Number(0.01, 10);

    [Description("How many of the last tokens are recent to the penalties: 0 is none, -1 all.")]
    public int? RepeatLastN { get; } = body["repeat_last_n"].Count(-1, int.MaxValue);

    [Description("Taken from a recent token's logit once for each time it occurs; from -2 to 2.")]
    public float? FrequencyPenalty { get; } = body["frequency_penalty"].Number(-2, 2);

    [Description("Taken from a recent token's logit once; from -2 to 2.")]
    public float? PresencePenalty { get; } = body["presence_penalty"].Number(-2, 2);

    [Description("Added to the logits of these token ids; from -100 to 100.")]
    public IReadOnlyDictionary<int, float> LogitBias { get; } = body["logit_bias"].Members(MostBiases)
        .ToDictionary(bias => TokenId(bias.Name, bias.Value), bias => bias.Value.Number(-100, 100) ?? 0);

    [Description("The same seed and request draw the same reply; the n-th choice adds n to it.")]
    public long? Seed { get; } = body["seed"].Whole(long.MinValue, long.MaxValue);

    protected SamplingSettings SamplingOver(SamplingSettings defaults, int vocabulary, int choice)
    {
        if (LogitBias.Keys.FirstOrDefault(token => token >= vocabulary, -1) is var token and >= 0)
            throw Errors.ApiException.Invalid("logit_bias", $"logit_bias names the token {token}; the model's vocabulary ends at {vocabulary - 1}.");
        defaults = defaults.At(Temperature);
        return defaults with
        {
            TopP = TopP ?? defaults.TopP,
            TopK = TopK is { } most ? Math.Max(0, most) : defaults.TopK,
            MinP = MinP ?? defaults.MinP,
            TypicalP = TypicalP ?? defaults.TypicalP,
            RepetitionPenalty = RepetitionPenalty ?? defaults.RepetitionPenalty,
            PenaltyLastN = RepeatLastN ?? defaults.PenaltyLastN,
            FrequencyPenalty = FrequencyPenalty ?? defaults.FrequencyPenalty,
            PresencePenalty = PresencePenalty ?? defaults.PresencePenalty,
            LogitBias = LogitBias.Count > 0 ? LogitBias : defaults.LogitBias,
            Seed = Seed is { } seed ? unchecked((ulong)seed + (ulong)choice) : defaults.Seed,
        };
    }

    private static int TokenId(string name, Field value) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : throw value.Wrong("under a token id");
}
