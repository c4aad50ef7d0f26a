using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>Writes down who did what to people, keys, providers and settings; nothing of it is ever changed. Thread-safe.</summary>
internal sealed class Audit(StoreFactory store, TimeProvider time)
{
    public const string SignIn = "sign-in";
    public const string SignInFailed = "sign-in-failed";
    public const string SignOut = "sign-out";
    public const string PasswordChange = "password-change";
    public const string PasswordRemove = "password-remove";
    public const string PasswordReset = "password-reset";
    public const string ResetLink = "reset-link";
    public const string SessionRevoke = "session-revoke";
    public const string Setup = "setup";
    public const string InviteMake = "invite";
    public const string InviteUse = "invite-use";
    public const string InviteRevoke = "invite-revoke";
    public const string RoleChange = "role-change";
    public const string Disable = "disable";
    public const string Enable = "enable";
    public const string Delete = "delete";
    public const string KeyMake = "key-make";
    public const string KeyRevoke = "key-revoke";
    public const string ProviderSave = "provider-save";
    public const string ProviderDelete = "provider-delete";
    public const string FeedbackExport = "feedback-export";

    public const int PageSize = 50;

    private const int LongestSubject = 200;

    /// <summary>By whoever is signed in.</summary>
    public Task Write(HttpContext http, string action, string subject = "") => Write(http, Visitor.Find(http), http.User.Identity?.Name ?? "", action, subject);

    /// <summary>By somebody who is not signed in yet, or no longer.</summary>
    public async Task Write(HttpContext http, Guid? person, string actor, string action, string subject = "")
    {
        await using var context = store.Open();
        context.Audit.Add(new AuditEntry
        {
            At = time.GetUtcNow().UtcDateTime,
            PersonId = person,
            Actor = actor,
            Action = action,
            Subject = subject.Length > LongestSubject ? subject[..LongestSubject] : subject,
            Address = http.Connection.RemoteIpAddress?.ToString() ?? "",
        });
        await context.SaveChangesAsync();
    }

    /// <summary>A page of entries, newest first, and whether there is another one behind.</summary>
    /// <param name="page">From 1 on.</param>
    public async Task<(IReadOnlyList<AuditEntry> Entries, bool HasMore)> Read(int page)
    {
        await using var context = store.Open();
        var found = await context.Audit.AsNoTracking().OrderByDescending(entry => entry.Id).Skip((page - 1) * PageSize).Take(PageSize + 1).ToListAsync();
        return ([.. found.Take(PageSize)], found.Count > PageSize);
    }
}
