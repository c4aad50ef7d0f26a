using Zhiyan.Server.Json;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>GET /api/me: who is here and how they like it; PUT /api/me/preferences: how they like it from now on.</summary>
internal static class MeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var me = routes.MapPageApi("/api/me");
        me.MapGet("", Get);
        me.MapPut("/preferences", Put);
    }

    private static async Task<IResult> Get(HttpContext http, PreferenceStore preferences)
    {
        var id = Visitor.Id(http);
        return Wire.Answer(new Me(id, http.User.Identity!.Name!, Visitor.IsAdmin(http), Sessions.IdOf(http.User) is not null, await preferences.Read(id)));
    }

    private static async Task<IResult> Put(HttpContext http, PreferenceStore preferences, Preferences body) =>
        Wire.Answer(await preferences.Change(Visitor.Id(http), _ => body));

    /// <param name="IsSignedIn">False for the one person of this machine, who cannot sign out.</param>
    private sealed record Me(Guid Id, string Name, bool IsAdmin, bool IsSignedIn, Preferences Preferences);
}
