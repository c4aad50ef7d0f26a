using Microsoft.Extensions.AI;

namespace Zhiyan.Server.Chats;

/// <summary>The models that chats are held with, local and of providers.</summary>
internal interface IChatModels
{
    /// <summary>The model of chats that name none.</summary>
    string Default { get; }

    /// <summary>A client of a model; loading, leases and keys are its own business. Throws an <see cref="Errors.ApiException"/> for one that is not there.</summary>
    IChatClient Open(string model);

    /// <summary>What tokens cost, in millionths of the price's unit; null where they cost nothing.</summary>
    long? CostOf(string model, UsageDetails usage);

    /// <summary>How much of the context a conversation takes; null where the model does not tell.</summary>
    Task<ContextUse?> Measure(string model, IReadOnlyList<ChatMessage> messages, CancellationToken cancellation);
}

/// <summary>Tokens of a conversation, tokens the model holds, and how many of the oldest messages will be left out.</summary>
internal sealed record ContextUse(int Tokens, int Context, int DroppedMessages);
