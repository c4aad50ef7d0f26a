namespace Zhiyan.Server.Store;

/// <summary>An external provider of models.</summary>
internal sealed class ProviderAccount
{
    public Guid Id { get; init; }

    public string Name { get; set; } = "";

    /// <summary>openai or anthropic.</summary>
    public string Kind { get; set; } = "";

    public string BaseUrl { get; set; } = "";

    /// <summary>Encrypted; empty for one that needs none.</summary>
    public string ProtectedKey { get; set; } = "";

    /// <summary>Its models, as JSON.</summary>
    public string Models { get; set; } = "[]";

    public bool IsEnabled { get; set; }

    public DateTime CreatedAt { get; init; }
}
