using Microsoft.AspNetCore.Components.Endpoints;
using Zhiyan.Server.Pages;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.People;

/// <summary>
/// Lets every page of a person show pictures of other sites who wants them in answers: a browser keeps the policy of the page it came in by, whatever
/// pages it moves to from there.
/// </summary>
internal sealed class PictureWish(RequestDelegate next, PreferenceStore preferences)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && Visitor.Find(http) is { } person && (await preferences.Read(person)).RemoteImages)
            PagePolicy.Of(http).AllowRemoteImages();
        await next(http);
    }
}
