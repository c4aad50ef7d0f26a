using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Store;

/// <summary>An external provider of models; its key is encrypted.</summary>
internal sealed class ProviderAccount
{
    public string Id { get; init; } = "";

    public ProviderSettings Settings { get; set; } = null!;
}
