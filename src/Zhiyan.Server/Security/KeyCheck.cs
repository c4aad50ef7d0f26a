using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Security;

/// <summary>Lets a request in that brings an API key, where keys are needed; endpoints marked <see cref="OpenToAll"/> ask for none.</summary>
internal sealed class KeyCheck(RequestDelegate next, ApiKeys keys)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        if (keys.AreNeeded && http.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is null) http.Features.Set(RequireKey(http.Request.Headers.Authorization.ToString()));
        return next(http);
    }

    private Caller RequireKey(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw new ApiException(ApiError.Unauthorized("this server needs an API key; send it as 'Authorization: Bearer KEY'."));
        return keys.NameOf(authorization[Scheme.Length..].Trim()) is { } name
            ? new Caller(name)
            : throw new ApiException(ApiError.Unauthorized("the API key is not one of this server's."));
    }
}
