using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>Links with which one person each may make an account. The store has their hashes only. One for each request.</summary>
internal sealed class Invites(StoreContext context, Accounts accounts, Sessions sessions, SignInLimits limits, Audit audit, TimeProvider time)
{
    /// <summary>Invitations that are open at once.</summary>
    public const int Most = 200;

    public const int LongestDays = 30;

    private const int RandomBytes = 24;

    /// <summary>Those that can still be used, newest first.</summary>
    public async Task<IReadOnlyList<Invite>> List() => await Open(Now).AsNoTracking().OrderByDescending(invite => invite.CreatedAt).ToListAsync();

    /// <summary>
    /// The token of a new link. Who invites needs a password first: with a second person here, nobody gets in without one.
    /// </summary>
    public async Task<(string? Token, Problem? Problem)> Make(HttpContext http, Role role, int days)
    {
        var inviter = Visitor.Id(http);
        if ((await accounts.Find(inviter))?.PasswordHash is null) return (null, Problem.OwnPasswordFirst);
        if (await Open(Now).CountAsync() >= Most) return (null, Problem.TooMany);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        context.Invites.Add(new Invite
        {
            Id = Guid.CreateVersion7(),
            TokenHash = Hash(token),
            Role = role,
            CreatedBy = inviter,
            CreatedAt = Now,
            ExpiresAt = Now.AddDays(Math.Clamp(days, 1, LongestDays)),
        });
        await context.SaveChangesAsync();
        await audit.Write(http, Audit.InviteMake, role.ToString());
        return (token, null);
    }

    public async Task<bool> Revoke(HttpContext http, Guid id)
    {
        var now = Now;
        if (await Open(now).Where(invite => invite.Id == id).ExecuteUpdateAsync(set => set.SetProperty(invite => invite.RevokedAt, now)) == 0) return false;
        await audit.Write(http, Audit.InviteRevoke);
        return true;
    }

    public Task<bool> IsOpen(string token)
    {
        var hash = Hash(token);
        return Open(Now).AnyAsync(invite => invite.TokenHash == hash);
    }

    /// <summary>Makes the account and signs it in. Of two who use a link at once, one gets in.</summary>
    public async Task<Problem?> Use(HttpContext http, string token, string name, string password)
    {
        if (!limits.Allow(http, "invite " + Hash(token))) return Problem.TooManyTries;
        var hash = Hash(token);
        await using var transaction = await context.Database.BeginTransactionAsync();
        if (await Open(Now).AsNoTracking().FirstOrDefaultAsync(invite => invite.TokenHash == hash) is not { } found) return Problem.LinkInvalid;
        var (person, problem) = await accounts.Make(name, password, found.Role);
        if (person is null) return problem;
        if (await Open(Now).Where(invite => invite.Id == found.Id).ExecuteUpdateAsync(set => set.SetProperty(invite => invite.UsedBy, person.Id)) == 0) return Problem.LinkInvalid;
        await transaction.CommitAsync();
        await sessions.Start(http, person);
        await audit.Write(http, Audit.InviteUse, found.Role.ToString());
        return null;
    }

    private IQueryable<Invite> Open(DateTime now) => context.Invites.Where(invite => invite.UsedBy == null && invite.RevokedAt == null && invite.ExpiresAt > now);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
