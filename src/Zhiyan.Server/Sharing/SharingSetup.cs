namespace Zhiyan.Server.Sharing;

/// <summary>What links to chats are made of.</summary>
internal static class SharingSetup
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<Shares>();

    public static void Map(IEndpointRouteBuilder routes) => ShareEndpoints.Map(routes);
}
