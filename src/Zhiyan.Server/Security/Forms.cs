using Microsoft.AspNetCore.Antiforgery;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Security;

/// <summary>What the forms of the pages are sent to. Each carries the token of its page, or another site could send it in a person's name.</summary>
internal static class Forms
{
    /// <summary>A form may be sent to the address of its page: it comes first, since a page by itself takes POST as well.</summary>
    private const int BeforePages = -1;

    public static RouteGroupBuilder MapForms(this IEndpointRouteBuilder routes) => routes.MapGroup("").WithOrder(BeforePages)
        .WithMetadata(OpenToAll.Mark, new RequireAntiforgeryTokenAttribute()).AddEndpointFilter(Check).ExcludeFromDescription();

    private static ValueTask<object?> Check(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
            ? next(call)
            : throw new ApiException(ApiError.Forbidden("the page is too old for this; load it again.", "antiforgery"));
}
