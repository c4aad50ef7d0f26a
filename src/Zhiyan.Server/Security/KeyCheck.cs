using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Security;

/// <summary>
/// Lets a request in that brings an API key, where keys are needed: the server's own or a person's. Endpoints marked <see cref="OpenToAll"/> ask for
/// none. On loopback a key is only needed where the server has some of its own; a person's is known all the same.
/// </summary>
internal sealed class KeyCheck(RequestDelegate next, ApiKeys keys, PersonKeys people, ServerSettings settings)
{
    private const string Scheme = "Bearer ";

    private readonly bool isNeeded = keys.AreNeeded || !settings.IsLoopbackOnly;

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is null && await Find(http.Request) is { } caller) http.Features.Set(caller);
        await next(http);
    }

    private async Task<Caller?> Find(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return isNeeded ? throw new ApiException(ApiError.Unauthorized("this server needs an API key; send it as 'Authorization: Bearer KEY'.")) : null;
        var key = authorization[Scheme.Length..].Trim();
        if (keys.NameOf(key) is { } name) return new Caller(name);
        if (await people.Find(key) is { } caller) return caller;
        return isNeeded ? throw new ApiException(ApiError.Unauthorized("the API key is not one of this server's.")) : null;
    }
}
