using Zhiyan.Server.Files;
using Zhiyan.Server.Models;
using Zhiyan.Server.Search;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>What chats are made of.</summary>
internal static class ChatSetup
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(provider => new ChatStores(
            provider.GetRequiredService<StoreFactory>(), provider.GetRequiredKeyedService<StoreFactory>(StoreSetup.Temporary),
            provider.GetRequiredService<Indexing>()));
        services.AddSingleton<Replies>();
        services.AddSingleton<Conversations>();
        services.AddSingleton<Titles>();
        services.AddSingleton<FileStore>();
        services.AddScoped<MessageHtml>();
        services.AddHostedService(provider =>
        {
            var replies = provider.GetRequiredService<Replies>();
            // What a person has said goes before the chat's name, which takes a reply of its own.
            replies.Finished += provider.GetRequiredService<Conversations>().SendQueued;
            replies.Finished += provider.GetRequiredService<Titles>().Name;
            return replies;
        });
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        ChatEndpoints.Map(routes);
        ChatEvents.Map(routes);
        FragmentEndpoints.Map(routes);
        ModelListEndpoint.Map(routes);
        FileEndpoints.Map(routes);
        ShareTargetEndpoint.Map(routes);
    }
}
