using Microsoft.AspNetCore.DataProtection;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.Models;

/// <summary>Wires what can be chatted with. Somebody else gives the <see cref="IProviderStore"/> and says where Data Protection keeps its keys.</summary>
internal static class ModelServices
{
    public static void AddServices(IServiceCollection services, IModelStore models)
    {
        services.AddDataProtection().SetApplicationName("zhiyan");      // or what is encrypted could be read from this folder alone
        services.AddSingleton<ProviderKeys>().AddSingleton<ProviderConnections>().AddSingleton<ProviderClients>().AddSingleton<ProviderDirectory>().AddSingleton<ProviderCheck>();
        services.AddSingleton(provider => new ModelDirectory(
            models, provider.GetRequiredService<EngineHost>(), provider.GetRequiredService<ProviderDirectory>(),
            provider.GetRequiredService<GenerationTelemetry>(), provider.GetRequiredService<ServerSettings>(), provider.GetRequiredService<TimeProvider>()));
    }
}
