using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Security;

/// <summary>The keys that people make for programs of theirs. A key is shown once; the store has its hash. Thread-safe.</summary>
internal sealed class PersonKeys(StoreFactory store, TimeProvider time)
{
    /// <summary>Keys of a person that are not revoked.</summary>
    public const int Most = 50;

    public const int LongestName = 60;

    private const string Prefix = "zy-";
    private const int RandomBytes = 32;
    private const int ShownAtStart = 7;

    /// <summary>How exactly the last use is kept.</summary>
    private static readonly TimeSpan usePrecision = TimeSpan.FromMinutes(1);

    /// <summary>Those that are not revoked, newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> List(Guid person)
    {
        await using var context = store.Open();
        return await context.ApiKeys.AsNoTracking().Where(key => key.PersonId == person && key.RevokedAt == null).OrderByDescending(key => key.CreatedAt).ToListAsync();
    }

    /// <summary>The key in the clear, for this one time. Throws an <see cref="ApiException"/> where there are too many.</summary>
    public async Task<string> Make(Guid person, string name)
    {
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        await using var context = store.Open();
        if (await context.ApiKeys.CountAsync(one => one.PersonId == person && one.RevokedAt == null) >= Most)
            throw ApiException.Invalid(null, $"{Most} keys are in use already; revoke one first.", "too_many_keys");
        context.ApiKeys.Add(new ApiKey
        {
            Id = Guid.CreateVersion7(),
            PersonId = person,
            Name = name,
            Hash = Hash(key),
            Start = key[..ShownAtStart],
            CreatedAt = time.GetUtcNow().UtcDateTime,
        });
        await context.SaveChangesAsync();
        return key;
    }

    /// <summary>The name of the key that was revoked; null where the person has no such key.</summary>
    public async Task<string?> Revoke(Guid person, Guid id)
    {
        await using var context = store.Open();
        if (await context.ApiKeys.FirstOrDefaultAsync(key => key.Id == id && key.PersonId == person && key.RevokedAt == null) is not { } found) return null;
        found.RevokedAt = time.GetUtcNow().UtcDateTime;
        await context.SaveChangesAsync();
        return found.Name;
    }

    /// <summary>Whose key this is; null for none that opens, one of a person who is kept out included. They share the engine with their own chats.</summary>
    public async Task<Caller?> Find(string key)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var hash = Hash(key);
        await using var context = store.Open();
        var found = await context.ApiKeys.AsNoTracking()
            .FirstOrDefaultAsync(one => one.Hash == hash && one.RevokedAt == null && context.Users.Any(person => person.Id == one.PersonId && person.DisabledAt == null));
        if (found is null) return null;
        var now = time.GetUtcNow().UtcDateTime;
        if (found.UsedAt is not { } used || now - used > usePrecision)
            await context.ApiKeys.Where(one => one.Id == found.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, now));
        return new Caller(found.PersonId.ToString(), found.PersonId);
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
