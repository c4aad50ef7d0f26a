using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Security;

/// <summary>What the forms of the pages are sent to. Each carries the token of its page, or another site could send it in a person's name.</summary>
internal static class Forms
{
    /// <summary>A form may be sent to the address of its page: it comes first, since a page by itself takes POST as well.</summary>
    private const int BeforePages = -1;

    public static RouteGroupBuilder MapForms(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("").WithOrder(BeforePages).WithMetadata(OpenToAll.Mark, new RequireAntiforgeryTokenAttribute()).ExcludeFromDescription();

    /// <summary>Checks the tokens of forms, and refuses one without before anybody reads it. A page that is sent a form of its own answers for itself.</summary>
    public static void UseTokens(IApplicationBuilder app)
    {
        app.UseAntiforgery();
        app.Use((http, next) =>
        {
            if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } && http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
                throw ApiException.Invalid(null, "the page is too old for this; load it again.", "antiforgery");
            return next(http);
        });
    }
}
