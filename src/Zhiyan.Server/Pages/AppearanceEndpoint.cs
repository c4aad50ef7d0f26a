using Microsoft.AspNetCore.Mvc;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Pages;

/// <summary>POST /appearance: keeps the language or theme that a browser chose, then goes back to the page it was chosen on.</summary>
internal static class AppearanceEndpoint
{
    public const string Path = "/appearance";

    private static readonly TimeSpan kept = TimeSpan.FromDays(400);      // as long as browsers keep a cookie

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Keep).WithMetadata(OpenToAll.Mark).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Keep(HttpContext http, PreferenceStore preferences, [FromForm] string? language, [FromForm] string? theme, [FromForm] string? back)
    {
        if (Visitor.Find(http) is { } person) await preferences.Change(person, known => known with
        {
            Language = Languages.Has(language) ? language : known.Language,
            Theme = theme is null ? known.Theme : Appearance.IsTheme(theme) ? theme : null,
        });
        Show(http, Languages.Has(language) ? language : null, theme);
        return new SeeOther(LocalPath.Is(back) ? back! : "/");
    }

    /// <summary>Draws the pages this way in this browser from now on; null leaves it as it is.</summary>
    public static void Show(HttpContext http, string? language, string? theme)
    {
        if (Languages.Has(language)) Append(http, Languages.Cookie, language!);
        if (theme is not null) Append(http, Appearance.ThemeCookie, Appearance.IsTheme(theme) ? theme : "");
    }

    /// <summary>Readable by the page's script, which changes the theme without a round trip. An empty value is forgotten.</summary>
    private static void Append(HttpContext http, string name, string value)
    {
        var options = new CookieOptions { Path = "/", SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = value.Length == 0 ? TimeSpan.Zero : kept };
        http.Response.Cookies.Append(name, value, options);
    }
}
