using Microsoft.Extensions.AI;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Models;

namespace Zhiyan.Server.Libraries.Reading;

/// <summary>Opens models for work in the background: each request waits behind those of people, and holds its model in memory no longer than it takes.</summary>
internal sealed class ReadModels
{
    private readonly EngineHost engines;
    private readonly ModelDirectory models;

    public ReadModels(EngineHost engines, ModelDirectory models)
    {
        (this.engines, this.models) = (engines, models);
        Open = OpenInstalled;
    }

    /// <summary>A model by its id, or the default one; null where none is installed. Whoever opens one disposes its client. Tests put models of their own here.</summary>
    internal Func<string?, CancellationToken, Task<AnsweringModel?>> Open { get; set; }

    private async Task<AnsweringModel?> OpenInstalled(string? model, CancellationToken cancellation)
    {
        if (model is null && !models.HasDefault) return null;
        var id = model ?? models.Default;
        var chat = new BackgroundChat(models.Open(id));
        if (!models.IsLocal(id)) return new AnsweringModel(chat, null);
        using var lease = await engines.Use(id, cancellation);
        return new AnsweringModel(chat, lease.Engine is LocalEngine ? new HostedLikelihoods(engines, id) : null);
    }

    private sealed class BackgroundChat(IChatClient inner) : DelegatingChatClient(inner)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            options = options?.Clone() ?? new ChatOptions();
            options.RawRepresentationFactory = _ => new ChatRequest { Messages = [], Priority = Priority.Background, ReasoningBudget = 0 };
            return base.GetResponseAsync(messages, options, cancellationToken);
        }
    }

    private sealed class HostedLikelihoods(EngineHost engines, string id) : ILikelihoods
    {
        public async Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default)
        {
            using var lease = await engines.Use(id, cancellation);
            return await new EngineLikelihoods(((LocalEngine)lease.Engine).Engine, Priority.Background).Score(message, continuations, cancellation);
        }
    }
}
