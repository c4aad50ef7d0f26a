namespace Zhiyan.Server.Store;

/// <summary>What one generation took, whoever asked and however it ended. It is only ever added.</summary>
internal sealed class UsageEntry
{
    public long Id { get; init; }

    public Guid PersonId { get; init; }

    /// <summary>Null for the API.</summary>
    public Guid? ChatId { get; init; }

    public string Model { get; init; } = "";

    public DateTime At { get; init; }

    public int PromptTokens { get; init; }

    public int CachedTokens { get; init; }

    public int CompletionTokens { get; init; }

    public long Milliseconds { get; init; }

    /// <summary>In millionths of the price's unit; null where there is no price.</summary>
    public long? Cost { get; init; }
}
