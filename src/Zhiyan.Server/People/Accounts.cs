using Microsoft.AspNetCore.Identity;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>What somebody does with their own account: sign in and out, make it, change its password. One for each request.</summary>
internal sealed class Accounts(UserManager<Person> people, IPasswordHasher<Person> hasher, Sessions sessions, SignInLimits limits, Audit audit, ServerSettings settings, TimeProvider time)
{
    public const int ShortestPassword = 8;
    public const int LongestPassword = 256;
    public const int LongestName = 60;

    /// <summary>A hash that no password opens; comparing with it takes as long as with a person's.</summary>
    private static string? decoy;

    public Task<Person?> Find(Guid id) => people.FindByIdAsync(id.ToString());

    /// <summary>Answers in the same way and time whether the name is unknown, the password wrong or the account closed.</summary>
    public async Task<Problem?> SignIn(HttpContext http, string name, string password)
    {
        name = name.Trim();
        if (!limits.Allow(http, name)) return Problem.TooManyTries;
        var person = name.Length <= LongestName && password.Length <= LongestPassword ? await people.FindByNameAsync(name) : null;
        if (person?.PasswordHash is null || person.DisabledAt is not null || await people.IsLockedOutAsync(person))
        {
            hasher.VerifyHashedPassword(new Person(), decoy ??= hasher.HashPassword(new Person(), Guid.NewGuid().ToString()), password);
            await audit.Write(http, person?.Id, person?.DisplayName ?? "", Audit.SignInFailed);     // never the name as typed: passwords end up there
            return Problem.WrongPassword;
        }
        if (!await people.CheckPasswordAsync(person, password))
        {
            await people.AccessFailedAsync(person);
            await audit.Write(http, person.Id, person.DisplayName, Audit.SignInFailed);
            return Problem.WrongPassword;
        }
        await people.ResetAccessFailedCountAsync(person);
        await sessions.Start(http, person);
        await audit.Write(http, Audit.SignIn);
        return null;
    }

    public async Task SignOut(HttpContext http)
    {
        if (Visitor.Find(http) is not { } person || Sessions.IdOf(http.User) is not { } session) return;
        await sessions.Revoke(person, session);
        await audit.Write(http, Audit.SignOut);
    }

    /// <summary>A new account, with which nobody is signed in yet.</summary>
    public async Task<(Person? Person, Problem? Problem)> Make(string name, string password, Role role)
    {
        name = name.Trim();
        if (!IsName(name)) return (null, Problem.NameInvalid);
        if (password.Length > LongestPassword) return (null, Problem.PasswordTooLong);
        var person = new Person { Id = Guid.CreateVersion7(), UserName = name, DisplayName = name, Role = role, CreatedAt = time.GetUtcNow().UtcDateTime };
        var problem = ProblemOf(await people.CreateAsync(person, password));
        return problem is null ? (person, null) : (null, problem);
    }

    /// <summary>The name a person signs in with, which the pages call them as well.</summary>
    public async Task<Problem?> Rename(Person person, string name)
    {
        name = name.Trim();
        if (!IsName(name)) return Problem.NameInvalid;
        person.UserName = name;
        person.DisplayName = name;
        var problem = ProblemOf(await people.UpdateAsync(person));
        sessions.Forget();
        return problem;
    }

    /// <summary>Sets the first password, or another one in place of the current. Every other session ends.</summary>
    public async Task<Problem?> ChangePassword(HttpContext http, Person person, string current, string password)
    {
        if (password.Length > LongestPassword) return Problem.PasswordTooLong;
        if (person.PasswordHash is null)
        {
            if (ProblemOf(await people.AddPasswordAsync(person, password)) is { } refused) return refused;
            await sessions.RevokeAll(person.Id);
            await sessions.Start(http, person);
        }
        else
        {
            if (!limits.Allow(http, person.UserName!)) return Problem.TooManyTries;
            if (ProblemOf(await people.ChangePasswordAsync(person, current, password)) is { } refused) return refused;
            await sessions.RevokeAll(person.Id, except: Sessions.IdOf(http.User));
            await sessions.Renew(http, person);
        }
        await audit.Write(http, Audit.PasswordChange);
        return null;
    }

    /// <summary>Back to a server that whoever sits at this machine may use; only for somebody who is alone on it.</summary>
    public async Task<Problem?> RemovePassword(HttpContext http, Person person, string current)
    {
        if (!settings.IsLoopbackOnly || people.Users.Count() != 1) return Problem.NotAlone;
        if (!limits.Allow(http, person.UserName!)) return Problem.TooManyTries;
        if (!await people.CheckPasswordAsync(person, current)) return Problem.WrongPassword;
        await people.RemovePasswordAsync(person);
        await sessions.RevokeAll(person.Id);
        await audit.Write(http, Audit.PasswordRemove);
        return null;
    }

    /// <summary>A code with which the person sets a new password, once and within a day.</summary>
    public Task<string> MakeResetCode(Person person) => people.GeneratePasswordResetTokenAsync(person);

    public async Task<bool> IsResetCode(Guid id, string code) =>
        await Find(id) is { DisabledAt: null } person && await people.VerifyUserTokenAsync(person, TokenOptions.DefaultProvider, UserManager<Person>.ResetPasswordTokenPurpose, code);

    /// <summary>All sessions end, and the person is signed in anew here.</summary>
    public async Task<Problem?> ResetPassword(HttpContext http, Guid id, string code, string password)
    {
        if (!limits.Allow(http, id.ToString())) return Problem.TooManyTries;
        if (password.Length > LongestPassword) return Problem.PasswordTooLong;
        if (await Find(id) is not { DisabledAt: null } person) return Problem.LinkInvalid;
        if (ProblemOf(await people.ResetPasswordAsync(person, code, password)) is { } refused) return refused;
        await people.SetLockoutEndDateAsync(person, null);
        await sessions.RevokeAll(person.Id);
        await sessions.Start(http, person);
        await audit.Write(http, Audit.PasswordReset);
        return null;
    }

    public static bool IsName(string name) => name.Trim().Length is > 0 and <= LongestName && !name.Any(char.IsControl);

    private static Problem? ProblemOf(IdentityResult result) => result.Succeeded ? null : result.Errors.First().Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => Problem.NameTaken,
        nameof(IdentityErrorDescriber.InvalidUserName) => Problem.NameInvalid,
        nameof(IdentityErrorDescriber.PasswordTooShort) => Problem.PasswordTooShort,
        nameof(IdentityErrorDescriber.PasswordMismatch) => Problem.WrongPassword,
        nameof(IdentityErrorDescriber.InvalidToken) => Problem.LinkInvalid,
        var other => throw new InvalidOperationException($"the account could not be saved: {other}."),
    };
}
