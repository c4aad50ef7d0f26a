using Microsoft.AspNetCore.Mvc;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>The steps of the first run: how it looks, who you are, which model answers, done. Each goes on with what it was given.</summary>
internal static class WelcomeEndpoints
{
    public const string Path = "/welcome";
    public const string NamePath = "/welcome/name";
    public const string ModelPath = "/welcome/model";
    public const string ReadyPath = "/welcome/ready";

    public static void Map(RouteGroupBuilder forms)
    {
        forms.MapPost(Path, () => new SeeOther(NamePath)).AllowAnonymous();
        forms.MapPost(NamePath, Name).AllowAnonymous();
        forms.MapPost(ModelPath, () => new SeeOther(ReadyPath));
        forms.MapPost(ReadyPath, Finish);
    }

    private static async Task<IResult> Name(
        HttpContext http, Accounts accounts, Members members, FirstRun firstRun, SignInLimits limits, Sessions sessions, Audit audit,
        [FromForm] string? code, [FromForm] string? name, [FromForm] string? password)
    {
        if (firstRun.IsDone) return new SeeOther("/");
        if (Visitor.Find(http) is { } visitor)
            return await Describe(http, accounts, (await accounts.Find(visitor))!, name, password ?? "") is { } refused ? SeeOther.With(NamePath, refused) : new SeeOther(ModelPath);
        if (firstRun.Code is null) return new SeeOther(Access.SignInPath);
        var problem = limits.Allow(http, Audit.Setup)
            ? await Claim(http, accounts, members, firstRun, sessions, code ?? "", name ?? "", password ?? "")
            : Problem.TooManyTries;
        if (problem is not null) return SeeOther.With(NamePath, problem.Value);
        await audit.Write(http, Audit.Setup);
        return new SeeOther(ModelPath);
    }

    private static async Task<IResult> Finish(HttpContext http, FirstRun firstRun)
    {
        if (!Visitor.IsAdmin(http)) throw new ApiException(ApiError.Forbidden("an administrator sets this server up.", "admin_only"));
        await firstRun.Finish();
        return new SeeOther("/");
    }

    /// <summary>On this machine nothing has to be filled in.</summary>
    private static async Task<Problem?> Describe(HttpContext http, Accounts accounts, Person person, string? name, string password)
    {
        if (!string.IsNullOrWhiteSpace(name) && name.Trim() != person.DisplayName && await accounts.Rename(person, name) is { } problem) return problem;
        return password.Length > 0 && person.PasswordHash is null ? await accounts.ChangePassword(http, person, "", password) : null;
    }

    /// <summary>Makes the first account for whoever has the code; where somebody began on loopback, their account gets the password.</summary>
    private static async Task<Problem?> Claim(HttpContext http, Accounts accounts, Members members, FirstRun firstRun, Sessions sessions, string code, string name, string password)
    {
        if (!firstRun.Use(code)) return Problem.CodeWrong;
        var problem = await Make();
        if (problem is not null) firstRun.Return(code);
        return problem;

        async Task<Problem?> Make()
        {
            if (password.Length == 0) return Problem.PasswordNeeded;
            if ((await members.List()).FirstOrDefault(person => person.Role == Role.Admin) is { } known && await accounts.Find(known.Id) is { } owner)
                return await accounts.Rename(owner, name) ?? await accounts.ChangePassword(http, owner, "", password);
            var (person, refused) = await accounts.Make(name, password, Role.Admin);
            if (person is not null) await sessions.Start(http, person);
            return refused;
        }
    }
}
