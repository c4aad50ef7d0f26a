using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Components.Endpoints;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.People;

/// <summary>
/// Who may see what. Everything that asks for no API key is for people who are signed in, unless it says itself that it is for anybody; what is for
/// admins says so too.
/// </summary>
internal sealed class Access(FirstRun firstRun) : IAuthorizationMiddlewareResultHandler
{
    public const string SignInPath = "/sign-in";

    public static void Configure(AuthorizationOptions options) => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(IsAllowed).Build();

    /// <summary>A page leads to where one signs in; everything else is answered with 401.</summary>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        if (authorizeResult.Forbidden) throw new ApiException(ApiError.Forbidden("this is for administrators of this server.", "admin_only"));
        var marks = context.GetEndpoint()!.Metadata;
        if (marks.GetMetadata<ComponentTypeMetadata>() is null && marks.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true }) Visitor.Id(context);
        return new SeeOther(firstRun.Code is not null ? WelcomeEndpoints.Path : SignInPath + Next(context.Request)).ExecuteAsync(context);
    }

    private static bool IsAllowed(AuthorizationHandlerContext context) =>
        context.Resource is not HttpContext http || http.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is null || http.User.Identity?.IsAuthenticated is true;

    private static QueryString Next(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path != "/" ? QueryString.Create("next", request.Path + request.QueryString) : default;
}
