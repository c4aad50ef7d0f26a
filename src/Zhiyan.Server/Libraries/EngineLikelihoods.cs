using System.Text.Json.Nodes;
using Zhiyan.Inference;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Knowledge;

namespace Zhiyan.Server.Libraries;

/// <summary>
/// The likelihoods of an engine's model. The message is a user's turn as the model's template writes one; what is scored is plain text, never control tokens.
/// Throws as <see cref="Engine.Score(IReadOnlyList{int}, IReadOnlyList{IReadOnlyList{int}}, Priority, CancellationToken)"/> does.
/// </summary>
public sealed class EngineLikelihoods(Engine engine, Priority priority = Priority.Interactive) : ILikelihoods
{
    public async Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default)
    {
        var turn = new ChatRequest { Messages = [new JsonObject { ["role"] = "user", ["content"] = message }] };
        var prompt = engine.Tokenize(engine.Render(turn));
        var scores = await engine.Score(prompt, [.. continuations.Select(Ids)], priority, cancellation);
        return [.. scores.Select(score => new Likelihood(score.TokenLogprobs))];
    }

    private IReadOnlyList<int> Ids(string text) => engine.Model.Tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false);
}
