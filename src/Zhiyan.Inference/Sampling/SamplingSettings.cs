using System.Collections.ObjectModel;

namespace Zhiyan.Inference.Sampling;

/// <summary>How the next token is chosen. The defaults draw from the model's own distribution, unchanged.</summary>
public sealed record SamplingSettings
{
    /// <summary>Logits are divided by it; at 0 or below the most likely token is taken.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Keep the k most likely tokens; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Keep the fewest most likely tokens that reach this probability together; 1 keeps all (Holtzman et al. 2020).</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Keep tokens at least this fraction as likely as the most likely one; 0 keeps all (Nguyen et al. 2024).</summary>
    public float MinP { get; init; }

    /// <summary>Keep the fewest tokens of about expected surprise that reach this probability; 1 keeps all (Meister et al. 2023).</summary>
    public float TypicalP { get; init; } = 1;

    /// <summary>Divides positive and multiplies other logits of recent tokens; 1 is off (Keskar et al. 2019).</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Taken from a recent token's logit once for each time it occurs.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Taken from a recent token's logit once.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>How many of the last tokens count as recent: 0 is none, −1 is all.</summary>
    public int PenaltyLastN { get; init; } = 64;

    /// <summary>Added to the logits of these token ids; −∞ forbids a token.</summary>
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = ReadOnlyDictionary<int, float>.Empty;

    /// <summary>The same seed draws the same tokens; without one the caller chooses.</summary>
    public ulong? Seed { get; init; }

    /// <summary>
    /// These settings as defaults under the temperature a caller asks for. 0 asks for the model's own likeliest tokens, so a default penalty, which
    /// is there for sampled conversations, falls away.
    /// </summary>
    public SamplingSettings At(float? temperature) => temperature switch
    {
        null => this,
        <= 0 => this with { Temperature = 0, RepetitionPenalty = 1 },
        { } given => this with { Temperature = given },
    };

    /// <summary>Throws an <see cref="ArgumentException"/> naming the first setting out of its range.</summary>
    public void Validate()
    {
        Require(float.IsFinite(Temperature), nameof(Temperature), Temperature, "a finite number (0 or below is greedy)");
        Require(TopK >= 0, nameof(TopK), TopK, "0 (all) or more");
        Require(TopP is >= 0 and <= 1, nameof(TopP), TopP, "from 0 to 1");
        Require(MinP is >= 0 and <= 1, nameof(MinP), MinP, "from 0 to 1");
        Require(TypicalP is >= 0 and <= 1, nameof(TypicalP), TypicalP, "from 0 to 1");
        Require(float.IsFinite(RepetitionPenalty) && RepetitionPenalty > 0, nameof(RepetitionPenalty), RepetitionPenalty, "a finite number above 0");
        Require(float.IsFinite(FrequencyPenalty), nameof(FrequencyPenalty), FrequencyPenalty, "a finite number");
        Require(float.IsFinite(PresencePenalty), nameof(PresencePenalty), PresencePenalty, "a finite number");
        Require(PenaltyLastN >= -1, nameof(PenaltyLastN), PenaltyLastN, "-1 (all), 0 (none) or more");
        foreach (var (token, bias) in LogitBias)
        {
            Require(token >= 0, nameof(LogitBias), token, "token ids of 0 or more");
            Require(bias < float.PositiveInfinity, $"{nameof(LogitBias)}[{token}]", bias, "a finite number or minus infinity");
        }
    }

    private static void Require<T>(bool holds, string field, T value, string range)
    {
        if (!holds) throw new ArgumentException(FormattableString.Invariant($"{field} is {value}; it must be {range}."), field);
    }
}
