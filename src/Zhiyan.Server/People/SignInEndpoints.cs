using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.People;

/// <summary>Coming in: by name and password, by an invitation, by a link that sets a new password; and leaving.</summary>
internal static class SignInEndpoints
{
    public static void Map(RouteGroupBuilder forms)
    {
        forms.MapPost(Access.SignInPath, SignIn).AllowAnonymous();
        forms.MapPost("/sign-out", SignOut);
        forms.MapPost("/invite/{token}", UseInvite).AllowAnonymous();
        forms.MapPost("/reset/{person:guid}/{code}", Reset).AllowAnonymous();
    }

    private static async Task<IResult> SignIn(HttpContext http, Accounts accounts, [FromForm] string? name, [FromForm] string? password, [FromForm] string? next)
    {
        var target = LocalPath.Is(next) ? next! : "/";
        return await accounts.SignIn(http, name ?? "", password ?? "") is { } problem
            ? SeeOther.With(Access.SignInPath + QueryString.Create("next", target), problem)
            : new SeeOther(target);
    }

    private static async Task<IResult> SignOut(HttpContext http, Accounts accounts)
    {
        await accounts.SignOut(http);
        await http.SignOutAsync(Sessions.Scheme);
        return new SeeOther(Access.SignInPath);
    }

    private static async Task<IResult> UseInvite(HttpContext http, Invites invites, string token, [FromForm] string? name, [FromForm] string? password) =>
        await invites.Use(http, token, name ?? "", password ?? "") is { } problem
            ? SeeOther.With($"/invite/{Uri.EscapeDataString(token)}", problem)
            : new SeeOther("/");

    private static async Task<IResult> Reset(HttpContext http, Accounts accounts, Guid person, string code, [FromForm] string? password) =>
        await accounts.ResetPassword(http, person, ResetLink.Decode(code), password ?? "") is { } problem
            ? SeeOther.With(ResetLink.Path(person, code), problem)
            : new SeeOther("/");
}
