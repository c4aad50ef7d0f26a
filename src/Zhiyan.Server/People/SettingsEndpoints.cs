using Microsoft.AspNetCore.Mvc;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.People;

/// <summary>What a person changes about themselves.</summary>
internal static class SettingsEndpoints
{
    public const string Path = "/settings";
    public const string AccountPath = "/settings/account";
    public const string KeysPath = "/settings/keys";

    public static void Map(RouteGroupBuilder forms)
    {
        forms.MapPost(Path, Save);
        forms.MapPost("/settings/account/name", Rename);
        forms.MapPost("/settings/account/password", ChangePassword);
        forms.MapPost("/settings/account/password/remove", RemovePassword);
        forms.MapPost("/settings/account/sessions/{session:guid}/revoke", RevokeSession);
        forms.MapPost("/settings/account/sessions/revoke", RevokeOthers);
        forms.MapPost("/settings/keys/{key:guid}/revoke", RevokeKey);
    }

    private static async Task<IResult> Save(
        HttpContext http, PreferenceStore preferences, [FromForm] string? answers, [FromForm] string? enter, [FromForm] string? images, [FromForm] string? notify)
    {
        await preferences.Change(Visitor.Id(http), known => known with
        {
            AnswerLanguage = string.IsNullOrWhiteSpace(answers) ? null : answers.Trim(),
            EnterBreaks = enter == "breaks",
            RemoteImages = images is not null,
            Notify = notify is not null,
        });
        return SeeOther.With(Path, Done.Saved);
    }

    private static async Task<IResult> Rename(HttpContext http, Accounts accounts, [FromForm] string? name)
    {
        var person = (await accounts.Find(Visitor.Id(http)))!;
        return await accounts.Rename(person, name ?? "") is { } problem ? SeeOther.With(AccountPath, problem) : SeeOther.With(AccountPath, Done.Saved);
    }

    private static async Task<IResult> ChangePassword(HttpContext http, Accounts accounts, [FromForm] string? current, [FromForm] string? password)
    {
        var person = (await accounts.Find(Visitor.Id(http)))!;
        return await accounts.ChangePassword(http, person, current ?? "", password ?? "") is { } problem ? SeeOther.With(AccountPath, problem) : SeeOther.With(AccountPath, Done.PasswordChanged);
    }

    private static async Task<IResult> RemovePassword(HttpContext http, Accounts accounts, [FromForm] string? current)
    {
        var person = (await accounts.Find(Visitor.Id(http)))!;
        return await accounts.RemovePassword(http, person, current ?? "") is { } problem ? SeeOther.With(AccountPath, problem) : SeeOther.With(AccountPath, Done.PasswordRemoved);
    }

    private static async Task<IResult> RevokeSession(HttpContext http, Sessions sessions, Audit audit, Guid session)
    {
        if (await sessions.Revoke(Visitor.Id(http), session)) await audit.Write(http, Audit.SessionRevoke);
        return SeeOther.With(AccountPath, Done.SessionRevoked);
    }

    private static async Task<IResult> RevokeOthers(HttpContext http, Sessions sessions, Audit audit)
    {
        await sessions.RevokeAll(Visitor.Id(http), except: Sessions.IdOf(http.User));
        await audit.Write(http, Audit.SessionRevoke);
        return SeeOther.With(AccountPath, Done.SessionRevoked);
    }

    private static async Task<IResult> RevokeKey(HttpContext http, PersonKeys keys, Audit audit, Guid key)
    {
        if (await keys.Revoke(Visitor.Id(http), key) is { } name) await audit.Write(http, Audit.KeyRevoke, name);
        return SeeOther.With(KeysPath, Done.KeyRevoked);
    }
}
