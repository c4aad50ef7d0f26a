using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.AI;
using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Tests.Providers;

/// <summary>Providers as the server wires them, over a store in memory and keys that die with the test.</summary>
internal sealed class ProviderRig : IDisposable
{
    /// <summary>What must never be seen outside of a request.</summary>
    public const string Key = "sk-secret-0123456789-wxyz";

    private readonly ProviderConnections connections;

    public ProviderRig(Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null, TimeProvider? time = null)
    {
        connections = lookUp is null ? new ProviderConnections() : new ProviderConnections(lookUp);
        var clients = new ProviderClients(connections);
        Keys = new ProviderKeys(new EphemeralDataProtectionProvider());
        Directory = new ProviderDirectory(Store, Keys, clients, time ?? TimeProvider.System);
        Check = new ProviderCheck(clients, Keys, time ?? TimeProvider.System);
    }

    public MemoryProviders Store { get; } = new();

    public ProviderKeys Keys { get; }

    public ProviderDirectory Directory { get; }

    public ProviderCheck Check { get; }

    public static ProviderSettings Settings(string url, ProviderKind kind = ProviderKind.OpenAi) => new()
    {
        Id = "far",
        Name = "Far Away",
        Kind = kind,
        BaseUrl = url,
        Models = [new ProviderModel("org/large", "Large")],
    };

    /// <summary>A client of the saved provider's model.</summary>
    public async Task<IChatClient> Open(string url, ProviderKind kind = ProviderKind.OpenAi, string model = "org/large")
    {
        await Directory.Save(Settings(url, kind), Key);
        return Directory.Open("far", model);
    }

    public void Dispose() => connections.Dispose();
}
