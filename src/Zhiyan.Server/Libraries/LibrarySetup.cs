using Zhiyan.Server.Engines;
using Zhiyan.Server.Libraries.Api;

namespace Zhiyan.Server.Libraries;

/// <summary>What libraries of documents are made of.</summary>
internal static class LibrarySetup
{
    public static void AddServices(IServiceCollection services, IModelStore models)
    {
        services.AddSingleton(provider => new KnowledgeHost(
            provider.GetRequiredService<ServerSettings>(), models, provider.GetRequiredService<EmbeddingHost>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LibraryFiles>().AddSingleton<Shelf>().AddSingleton<LibraryAnswers>().AddSingleton<LibrarySearches>().AddSingleton<LibraryWork>();
        services.AddHostedService(provider => provider.GetRequiredService<LibraryWork>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        LibraryForms.Map(routes);
        LibraryFragments.Map(routes);
        LibraryEndpoints.Map(routes);
    }
}
