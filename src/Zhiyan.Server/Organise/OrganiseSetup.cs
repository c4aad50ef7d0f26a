namespace Zhiyan.Server.Organise;

/// <summary>What brings order into chats.</summary>
internal static class OrganiseSetup
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ChatListing>().AddSingleton<BulkChange>().AddSingleton<Folders>().AddSingleton<SavedPrompts>();
        services.AddSingleton<Sweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<Sweeper>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        OrganiseEndpoints.Map(routes);
        OrganiseFragments.Map(routes);
    }
}
