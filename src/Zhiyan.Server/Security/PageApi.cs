using Microsoft.AspNetCore.Antiforgery;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Pages;

namespace Zhiyan.Server.Security;

/// <summary>
/// The part of the API that belongs to the pages: it knows the visitor by their session, and takes a change only with the token that a page of
/// ours carries, so that no other site can make one in their name. What it refuses it tells in the language of the page.
/// </summary>
internal static class PageApi
{
    public static RouteGroupBuilder MapPageApi(this IEndpointRouteBuilder routes, string prefix) =>
        routes.MapGroup(prefix).WithMetadata(OpenToAll.Mark).AddEndpointFilter(Check).ExcludeFromDescription();

    private static async ValueTask<object?> Check(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            Visitor.Id(http);
            if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)) await RequireToken(http);
            return await next(call);
        }
        catch (ApiException refused)
        {
            throw new ApiException(Refusals.In(http.RequestServices.GetRequiredService<Texts>(), refused.Error));
        }
    }

    private static async Task RequireToken(HttpContext http)
    {
        try
        {
            await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            throw new ApiException(ApiError.Forbidden("the page is too old for this; load it again.", "antiforgery"));
        }
    }
}
