using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Indexing;
namespace Zhiyan.Server.Search;

/// <summary>What the search is made of. It comes before whatever writes chats when the server starts.</summary>
internal static class SearchSetup
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_ => KnowledgeAssets.Folding);
        services.AddSingleton<MessageIndex>(provider =>
        {
            var folding = provider.GetRequiredService<TextFolding>();
            return provider.GetRequiredService<ServerSettings>().Database is null ? new Fts5Index(folding) : new TsVectorIndex(folding);
        });
        services.AddSingleton<Indexing>().AddSingleton<ChatSearch>();
        services.AddHostedService<IndexUpkeep>();
    }

    public static void Map(IEndpointRouteBuilder routes) => SearchEndpoints.Map(routes);
}
