using Microsoft.AspNetCore.Mvc;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Pages;

/// <summary>POST /appearance: keeps the language or theme that a browser chose, then goes back to the page it was chosen on.</summary>
internal static class AppearanceEndpoint
{
    public const string Path = "/appearance";

    private static readonly TimeSpan kept = TimeSpan.FromDays(400);      // as long as browsers keep a cookie

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Keep).WithMetadata(OpenToAll.Mark).ExcludeFromDescription();

    private static IResult Keep(HttpContext http, [FromForm] string? language, [FromForm] string? theme, [FromForm] string? back)
    {
        if (Languages.Has(language)) Append(http, Languages.Cookie, language!);
        if (theme is not null) Append(http, Appearance.ThemeCookie, Appearance.IsTheme(theme) ? theme : "");
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = IsOurs(back) ? back : "/";
        return Results.Empty;
    }

    /// <summary>An address on this server only, or a form could send a person anywhere.</summary>
    private static bool IsOurs(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) && Uri.IsWellFormedUriString(address, UriKind.Relative);

    /// <summary>Readable by the page's script, which changes the theme without a round trip. An empty value is forgotten.</summary>
    private static void Append(HttpContext http, string name, string value)
    {
        var options = new CookieOptions { Path = "/", SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = value.Length == 0 ? TimeSpan.Zero : kept };
        http.Response.Cookies.Append(name, value, options);
    }
}
