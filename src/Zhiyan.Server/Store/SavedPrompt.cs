namespace Zhiyan.Server.Store;

/// <summary>A prompt that / brings into the composer.</summary>
internal sealed class SavedPrompt
{
    public Guid Id { get; init; }

    public Guid OwnerId { get; init; }

    /// <summary>What follows the slash; unique among a person's.</summary>
    public string Name { get; set; } = "";

    public string Text { get; set; } = "";

    public DateTime UpdatedAt { get; set; }
}
