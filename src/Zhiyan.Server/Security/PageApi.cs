using Microsoft.AspNetCore.Antiforgery;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Security;

/// <summary>
/// The part of the API that belongs to the pages: it knows the visitor by their session, and takes a change only with the token that a page of
/// ours carries, so that no other site can make one in their name.
/// </summary>
internal static class PageApi
{
    public static RouteGroupBuilder MapPageApi(this IEndpointRouteBuilder routes, string prefix) =>
        routes.MapGroup(prefix).WithMetadata(OpenToAll.Mark).AddEndpointFilter(Check).ExcludeFromDescription();

    private static async ValueTask<object?> Check(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        Visitor.Id(http);
        http.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
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
        return await next(call);
    }
}
