namespace Zhiyan.Server.People;

/// <summary>What people and their sessions are made of.</summary>
internal static class PeopleSetup
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<LocalOwner>();

    /// <summary>Comes after routing and before whatever asks who is there.</summary>
    public static void Use(WebApplication app) => app.UseMiddleware<SignInCheck>();
}
