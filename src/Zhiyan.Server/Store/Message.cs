namespace Zhiyan.Server.Store;

/// <summary>Something said. Messages with the same parent are versions of each other.</summary>
public sealed class Message
{
    public Guid Id { get; init; }

    public Guid ChatId { get; init; }

    /// <summary>What it answers; null for a first message.</summary>
    public Guid? ParentId { get; init; }

    public Speaker Role { get; init; }

    public MessageState State { get; set; }

    /// <summary>Markdown. Of a reply that streams, what was folded before it went on; the rest is in the log.</summary>
    public string Text { get; set; } = "";

    public string Reasoning { get; set; } = "";

    public long ReasoningMilliseconds { get; set; }

    /// <summary>The model that wrote it; null for a person's message.</summary>
    public string? Model { get; set; }

    /// <summary>Why it failed, for people.</summary>
    public string? Error { get; set; }

    public DateTime CreatedAt { get; init; }

    public DateTime? FinishedAt { get; set; }

    /// <summary>What it took to make; null for a person's message and while it streams.</summary>
    public ReplyFacts? Facts { get; set; }

    /// <summary>1 for good, -1 for bad.</summary>
    public int? Rating { get; set; }

    public string? RatingReason { get; set; }

    public List<MessageFile> Files { get; init; } = [];
}

public enum Speaker
{
    User,
    Assistant,
}

public enum MessageState
{
    Done,
    Streaming,

    /// <summary>A person stopped it.</summary>
    Stopped,
    Failed,

    /// <summary>The server ended while it was written.</summary>
    Interrupted,
}

/// <summary>What a reply took. Times in milliseconds; cost in millionths of the price's unit, null where it has no price.</summary>
public sealed record ReplyFacts(
    int PromptTokens, int CachedTokens, int CompletionTokens, int DroppedTokens, long FirstTokenMilliseconds, long Milliseconds, long? Seed = null, long? Cost = null, string? FinishReason = null,
    ReplyFault? Fault = null)
{
    /// <summary>What a reply took in all that went on after it had ended once. The second wait for a first token is left out, as it is no part of the writing.</summary>
    public ReplyFacts After(ReplyFacts before) => this with
    {
        PromptTokens = before.PromptTokens + PromptTokens,
        CachedTokens = before.CachedTokens + CachedTokens,
        CompletionTokens = before.CompletionTokens + CompletionTokens,
        FirstTokenMilliseconds = before.FirstTokenMilliseconds,
        Milliseconds = before.Milliseconds + Milliseconds - FirstTokenMilliseconds,
        Cost = Cost is null ? before.Cost : Cost + (before.Cost ?? 0),
    };
}

/// <summary>Why a reply failed, for pages to say in their own language.</summary>
/// <param name="Code">What went wrong at a provider, as pages call it; where there is none, the code of our own error.</param>
/// <param name="Provider">The provider's name; null where a model of this machine failed.</param>
/// <param name="Said">The provider's own words.</param>
public sealed record ReplyFault(string? Code, string? Provider = null, int? Status = null, string? Said = null);
