using Zhiyan.Server.Security;

namespace Zhiyan.Server.People;

/// <summary>Tells who a request of the pages comes from: the person of its session, or the one person of this machine.</summary>
internal sealed class SignInCheck(RequestDelegate next, LocalOwner owner)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<OpenToAll>() is not null && Visitor.Find(http) is null && await owner.Find() is { } local)
            http.User = local;
        await next(http);
    }
}
