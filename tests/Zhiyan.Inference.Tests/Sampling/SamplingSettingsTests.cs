using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Tests.Sampling;

public sealed class SamplingSettingsTests
{
    public static TheoryData<SamplingSettings, string> Wrong => new()
    {
        { new() { Temperature = float.NaN }, "Temperature is NaN" },
        { new() { TopK = -1 }, "TopK is -1" },
        { new() { TopP = 1.5f }, "TopP is 1.5; it must be from 0 to 1" },
        { new() { MinP = -0.1f }, "MinP is -0.1" },
        { new() { TypicalP = 2 }, "TypicalP is 2" },
        { new() { RepetitionPenalty = 0 }, "RepetitionPenalty is 0" },
        { new() { FrequencyPenalty = float.PositiveInfinity }, "FrequencyPenalty is" },
        { new() { PresencePenalty = float.NaN }, "PresencePenalty is NaN" },
        { new() { PenaltyLastN = -2 }, "PenaltyLastN is -2" },
        { new() { LogitBias = new Dictionary<int, float> { [-5] = 1 } }, "LogitBias is -5" },
        { new() { LogitBias = new Dictionary<int, float> { [5] = float.NaN } }, "LogitBias[5] is NaN" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_value_out_of_range_is_named_with_its_range(SamplingSettings settings, string message)
    {
        var error = Assert.Throws<ArgumentException>(settings.Validate);

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Borders_and_a_forbidden_token_are_allowed()
    {
        var forbidden = new Dictionary<int, float> { [0] = float.NegativeInfinity };
        var settings = new SamplingSettings { Temperature = -1, TopP = 0, MinP = 1, TypicalP = 0, PenaltyLastN = -1, LogitBias = forbidden };

        Assert.Null(Record.Exception(settings.Validate));
        Assert.Null(Record.Exception(new SamplingSettings().Validate));
    }

    [Fact]
    public void A_temperature_of_zero_drops_a_default_penalty_and_another_keeps_it()
    {
        var card = new SamplingSettings { Temperature = 0.7f, TopK = 20, RepetitionPenalty = 1.1f };

        Assert.Equal(card, card.At(null));
        Assert.Equal(card with { Temperature = 0.2f }, card.At(0.2f));
        Assert.Equal(card with { Temperature = 0, RepetitionPenalty = 1 }, card.At(0));
    }
}
