namespace Zhiyan.Server.OpenAi.Embeddings;

/// <summary>The vectors of a request's texts, in their order.</summary>
internal sealed record EmbeddingList(IReadOnlyList<EmbeddingEntry> Data, string Model, InputUsage Usage)
{
    public string Object => "list";

    /// <summary>Absent where nothing was cut.</summary>
    public InputExtras? Zhiyan { get; init; }
}

/// <param name="Embedding">A list of numbers, or their bytes in base64.</param>
internal sealed record EmbeddingEntry(int Index, object Embedding)
{
    public string Object => "embedding";
}

/// <summary>Token counts of a request that writes nothing.</summary>
internal sealed record InputUsage(int PromptTokens)
{
    public int TotalTokens => PromptTokens;
}

/// <summary>What OpenAI's shape has no place for.</summary>
/// <param name="DroppedTokens">Tokens that were not read, because a text was too long and the request said <c>truncate</c>.</param>
internal sealed record InputExtras(int DroppedTokens)
{
    public static InputExtras? Of(int dropped) => dropped > 0 ? new InputExtras(dropped) : null;
}
