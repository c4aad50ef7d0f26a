using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>
/// The one person of a server that only this machine reaches. While they have no password and are alone, whoever sits here is them, and nobody
/// has to sign in. They are made at the first visit.
/// </summary>
internal sealed class LocalOwner(StoreFactory store, ServerSettings settings, TimeProvider time)
{
    public const string Scheme = "local";

    private readonly SemaphoreSlim making = new(1);

    /// <summary>Null where people sign in.</summary>
    public async Task<ClaimsPrincipal?> Find()
    {
        if (!settings.IsLoopbackOnly) return null;
        var people = await People();
        if (people.Count == 0) people = await Make();
        return people is [{ PasswordHash: null, DisabledAt: null } owner] ? Principal(owner, Scheme) : null;
    }

    public static ClaimsPrincipal Principal(Person person, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, person.Id.ToString()),
            new Claim(ClaimTypes.Name, person.DisplayName),
            new Claim(ClaimTypes.Role, person.Role.ToString()),
        ],
        scheme));

    private async Task<List<Person>> People()
    {
        await using var context = store.Open();
        return await context.Users.AsNoTracking().OrderBy(person => person.CreatedAt).Take(2).ToListAsync();
    }

    private async Task<List<Person>> Make()
    {
        await making.WaitAsync();
        try
        {
            if (await People() is { Count: > 0 } known) return known;
            var owner = new Person
            {
                Id = Guid.CreateVersion7(),
                UserName = "owner",
                NormalizedUserName = "OWNER",
                DisplayName = Environment.UserName is { Length: > 0 } name && name != "root" ? name : "知言",
                Role = Role.Admin,
                LockoutEnabled = true,
                SecurityStamp = Guid.NewGuid().ToString("N"),
                CreatedAt = time.GetUtcNow().UtcDateTime,
            };
            await using var context = store.Open();
            context.Users.Add(owner);
            await context.SaveChangesAsync();
            return [owner];
        }
        finally
        {
            making.Release();
        }
    }
}
