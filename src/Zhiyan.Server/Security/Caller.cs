namespace Zhiyan.Server.Security;

/// <summary>Who sent a request, as far as an API key tells; never the key itself.</summary>
internal sealed record Caller(string Name)
{
    /// <summary>Null where no key is needed.</summary>
    public static string? Of(HttpContext http) => http.Features.Get<Caller>()?.Name;
}
