using System.Text.Json;
using Microsoft.Extensions.AI;
using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>The model of a job, and the tokens that it has taken: those of likelihoods are estimated, since nobody tells them.</summary>
/// <param name="budget">Tokens that it may take; null for no limit.</param>
/// <param name="spent">Those that earlier runs of the job took.</param>
internal sealed class MeteredModel(AnsweringModel? model, long? budget, long spent) : ILikelihoods
{
    public bool Writes => model is not null;

    public ILikelihoods? Likelihoods => model?.Likelihoods is null ? null : this;

    public long Tokens { get; private set; } = spent;

    /// <summary>Whether so many more tokens are within the budget.</summary>
    public bool Affords(long tokens) => budget is not { } most || Tokens + tokens <= most;

    /// <param name="schema">Null for free text.</param>
    /// <returns>The reply, and whether it ended since it may have no more tokens.</returns>
    public async Task<(string Text, bool IsCut)> Write(string message, int mostTokens, JsonElement? schema, CancellationToken cancellation)
    {
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = mostTokens, ResponseFormat = schema is { } form ? ChatResponseFormat.ForJsonSchema(form, "reply") : null };
        var response = await model!.Chat.GetResponseAsync([new ChatMessage(ChatRole.User, message)], options, cancellation);
        Tokens += (response.Usage?.InputTokenCount ?? 0) + (response.Usage?.OutputTokenCount ?? 0);
        return (response.Text.Trim(), response.FinishReason == ChatFinishReason.Length);
    }

    public Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default)
    {
        Tokens += TokenEstimate.Of(message) + continuations.Sum(continuation => TokenEstimate.Of(continuation));
        return model!.Likelihoods!.Score(message, continuations, cancellation);
    }
}
