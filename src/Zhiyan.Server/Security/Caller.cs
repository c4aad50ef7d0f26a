namespace Zhiyan.Server.Security;

/// <summary>Who sent a request, as far as an API key tells; never the key itself.</summary>
/// <param name="PersonId">Whose key it is; null for a key of the server's own.</param>
internal sealed record Caller(string Name, Guid? PersonId = null)
{
    /// <summary>Null where no key is needed.</summary>
    public static string? Of(HttpContext http) => http.Features.Get<Caller>()?.Name;
}
