using Zhiyan.Server.Security;

namespace Zhiyan.Server.People;

/// <summary>
/// Tells who a request of the pages comes from: the person of its session, or the one person of this machine. The first visitor of an installation is
/// led to its first run.
/// </summary>
internal sealed class SignInCheck(RequestDelegate next, LocalOwner owner, FirstRun firstRun)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!firstRun.IsDone && HttpMethods.IsGet(http.Request.Method) && http.Request.Path == "/")
        {
            http.Response.Redirect(WelcomeEndpoints.Path);
            return;
        }
        if (http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<OpenToAll>() is not null && Visitor.Find(http) is null && await owner.Find() is { } local)
            http.User = local;
        await next(http);
    }
}
