using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Pages;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>
/// Signed-in browsers. A session's id is a claim of its cookie, and every request asks whether it still holds; the answer is kept for a short time
/// and thrown away the moment something about the person changes. Thread-safe.
/// </summary>
internal sealed class Sessions(StoreFactory store, TimeProvider time)
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>How long a browser stays signed in that does not come back.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private const string IdClaim = "session";
    private const string StampClaim = "stamp";
    private const int LongestAgent = 200;

    /// <summary>Answers kept at once.</summary>
    private const int MaxKept = 10_000;

    private static readonly TimeSpan kept = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan seenPrecision = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, Standing> standings = [];
    private long changes;

    /// <summary>The session of a request; null for none.</summary>
    public static Guid? IdOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(IdClaim), out var id) ? id : null;

    /// <summary>Signs a browser in. Sessions that nobody can come back to go at this occasion.</summary>
    public async Task Start(HttpContext http, Person person)
    {
        var now = Now;
        var session = new Session
        {
            Id = Guid.CreateVersion7(),
            PersonId = person.Id,
            CreatedAt = now,
            SeenAt = now,
            Agent = Shorten(http.Request.Headers.UserAgent.ToString()),
            Address = http.Connection.RemoteIpAddress?.ToString() ?? "",
        };
        await using var context = store.Open();
        var over = now - Life;
        await context.Sessions.Where(one => one.PersonId == person.Id && (one.RevokedAt != null || one.SeenAt < over)).ExecuteDeleteAsync();
        context.Sessions.Add(session);
        await context.SaveChangesAsync();
        await Issue(http, person, session.Id);
        AppearanceEndpoint.Show(http, person.Preferences.Language, person.Preferences.Theme);
    }

    /// <summary>Gives a signed-in browser a cookie that knows the person as they are now.</summary>
    public Task Renew(HttpContext http, Person person) => IdOf(http.User) is { } id ? Issue(http, person, id) : Task.CompletedTask;

    /// <summary>The person as they are now; null where the session no longer holds.</summary>
    public async Task<ClaimsPrincipal?> Check(ClaimsPrincipal user)
    {
        if (IdOf(user) is not { } id) return null;
        if (!standings.TryGetValue(id, out var standing) || time.GetElapsedTime(standing.ReadAt) > kept) standing = await Read(id);
        return standing.Person is { } person && person.SecurityStamp == user.FindFirstValue(StampClaim) ? Principal(person, id) : null;
    }

    /// <summary>A person's sessions that hold, the last seen first.</summary>
    public async Task<IReadOnlyList<Session>> List(Guid person)
    {
        await using var context = store.Open();
        var since = Now - Life;
        return await context.Sessions.AsNoTracking()
            .Where(session => session.PersonId == person && session.RevokedAt == null && session.SeenAt > since)
            .OrderByDescending(session => session.SeenAt).ToListAsync();
    }

    /// <summary>Ends one session of a person; false where they have no such.</summary>
    public async Task<bool> Revoke(Guid person, Guid id)
    {
        var now = Now;
        await using var context = store.Open();
        var ended = await context.Sessions.Where(session => session.Id == id && session.PersonId == person && session.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RevokedAt, now));
        Forget();
        return ended > 0;
    }

    /// <summary>Ends all sessions of a person, or all but one.</summary>
    public async Task RevokeAll(Guid person, Guid? except = null)
    {
        var now = Now;
        await using var context = store.Open();
        await context.Sessions.Where(session => session.PersonId == person && session.Id != except && session.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RevokedAt, now));
        Forget();
    }

    /// <summary>Something about people has changed: whoever comes next is looked up anew.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref changes);
        standings.Clear();
    }

    private static string Shorten(string agent) => agent.Length > LongestAgent ? agent[..LongestAgent] : agent;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<Standing> Read(Guid id)
    {
        var before = Interlocked.Read(ref changes);
        await using var context = store.Open();
        var found = await (
            from session in context.Sessions.AsNoTracking()
            join person in context.Users.AsNoTracking() on session.PersonId equals person.Id
            where session.Id == id && session.RevokedAt == null && person.DisabledAt == null
            select new { Session = session, Person = person }).FirstOrDefaultAsync();
        var standing = new Standing(found?.Person, time.GetTimestamp());
        if (standings.Count >= MaxKept) standings.Clear();
        // What was read before a change that is already told must not outlive it.
        if (Interlocked.Read(ref changes) == before) standings[id] = standing;
        var now = Now;
        if (found is not null && now - found.Session.SeenAt > seenPrecision)
            await context.Sessions.Where(session => session.Id == id).ExecuteUpdateAsync(set => set.SetProperty(session => session.SeenAt, now));
        return standing;
    }

    private static Task Issue(HttpContext http, Person person, Guid id)
    {
        http.User = Principal(person, id);
        return http.SignInAsync(Scheme, http.User, new AuthenticationProperties { IsPersistent = true });
    }

    private static ClaimsPrincipal Principal(Person person, Guid session)
    {
        var principal = LocalOwner.Principal(person, Scheme);
        ((ClaimsIdentity)principal.Identity!).AddClaims([new Claim(IdClaim, session.ToString()), new Claim(StampClaim, person.SecurityStamp ?? "")]);
        return principal;
    }

    /// <summary>Null for a session that no longer holds.</summary>
    private sealed record Standing(Person? Person, long ReadAt);
}
