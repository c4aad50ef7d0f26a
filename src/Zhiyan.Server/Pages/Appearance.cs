namespace Zhiyan.Server.Pages;

/// <summary>How a browser wants its pages, kept in cookies so that the server draws them right at once: no flash, also before there is a person.</summary>
internal sealed class Appearance(IHttpContextAccessor http)
{
    public const string ThemeCookie = "theme";
    public const string SidebarCookie = "sidebar";

    /// <summary>"light", "dark", or null for the system's.</summary>
    public string? Theme => IsTheme(Read(ThemeCookie)) ? Read(ThemeCookie) : null;

    public bool SidebarIsClosed => Read(SidebarCookie) == "closed";

    public static bool IsTheme(string? name) => name is "light" or "dark";

    private string? Read(string cookie) => http.HttpContext?.Request.Cookies[cookie];
}
