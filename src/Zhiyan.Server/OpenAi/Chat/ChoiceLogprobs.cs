using System.Text.Json.Serialization;
using Zhiyan.Inference.Sampling;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.OpenAi.Chat;

/// <summary>Log-probabilities under the model itself, before any sampling setting.</summary>
internal sealed record ChoiceLogprobs(IReadOnlyList<TokenEntry> Content)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public object? Refusal => null;
}

internal sealed record TokenEntry(string Token, double Logprob, IReadOnlyList<int> Bytes, IReadOnlyList<TopToken> TopLogprobs)
{
    public static TokenEntry Of(IReplyEngine engine, TokenLogprobs measured)
    {
        var chosen = TopToken.Of(engine, measured.Chosen);
        return new TokenEntry(chosen.Token, chosen.Logprob, chosen.Bytes, [.. measured.Top.Select(rival => TopToken.Of(engine, rival))]);
    }
}

internal sealed record TopToken(string Token, double Logprob, IReadOnlyList<int> Bytes)
{
    public static TopToken Of(IReplyEngine engine, TokenLogprob measured)
    {
        var text = TokenText.Of(engine, measured.Token);
        return new TopToken(text.Text, OpenAi.Logprob.Of(measured.Logprob), [.. text.Bytes.Select(value => (int)value)]);
    }
}
