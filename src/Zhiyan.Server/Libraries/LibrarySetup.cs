using Zhiyan.Server.Engines;
using Zhiyan.Server.Libraries.Api;
using Zhiyan.Server.Libraries.Reading;

namespace Zhiyan.Server.Libraries;

/// <summary>What libraries of documents are made of.</summary>
internal static class LibrarySetup
{
    public static void AddServices(IServiceCollection services, IModelStore models)
    {
        services.AddSingleton(provider => new KnowledgeHost(
            provider.GetRequiredService<ServerSettings>(), models, provider.GetRequiredService<EmbeddingHost>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LibraryFiles>().AddSingleton<Shelf>().AddSingleton<LibraryWork>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LibrarySearches>(provider, models));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LibraryAnswers>(provider, models));
        services.AddSingleton<ReadModels>().AddSingleton<ReadWork>().AddSingleton<ReadDesk>();
        services.AddHostedService(provider => provider.GetRequiredService<LibraryWork>());
        services.AddHostedService(provider => provider.GetRequiredService<ReadWork>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        LibraryForms.Map(routes);
        LibraryFragments.Map(routes);
        LibraryEndpoints.Map(routes);
        ReadForms.Map(routes);
        ReadFragments.Map(routes);
        ReadEndpoints.Map(routes);
    }
}
