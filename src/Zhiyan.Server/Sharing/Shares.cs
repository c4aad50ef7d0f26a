using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Sharing;

/// <summary>
/// Links to chats. A link shows the path that was shown when it was made; what is said afterwards is not in it. Every method is given whose links
/// they are; another's is not there.
/// </summary>
internal sealed class Shares(ChatStores stores, TimeProvider time)
{
    public const int MaxOfChat = 50;
    public const int MaxPeople = 100;

    private const int TokenBytes = 16;

    public async Task<IReadOnlyList<ShareView>> List(Guid owner, Guid? chat = null)
    {
        await using var context = stores.Main.Open();
        if (chat is { } one && !await context.Chats.AnyAsync(known => known.Id == one && known.OwnerId == owner && known.DeletedAt == null)) throw Conversations.NoChat();
        var shares = await context.Shares.AsNoTracking().Include(share => share.People)
            .Where(share => share.OwnerId == owner && share.RevokedAt == null && (chat == null || share.ChatId == chat)).OrderByDescending(share => share.CreatedAt).ToListAsync();
        return await View(context, shares);
    }

    public async Task<ShareView> Create(Guid owner, Guid chatId, ShareWish wish)
    {
        Require(wish);
        if (stores.IsTemporary(chatId)) throw ApiException.Invalid(null, "a temporary chat is kept nowhere, so it cannot be shared.", "temporary_chat");
        Share? made = null;
        await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            var chat = await Conversations.Mine(context, owner, chatId);
            if (chat.LeafId is not { } leaf) throw ApiException.Invalid(null, "there is nothing in this chat yet to share.", "empty_chat");
            if (await context.Messages.AnyAsync(message => message.ChatId == chatId && message.State == MessageState.Streaming))
                throw new ApiException(ApiError.Conflict("a reply is being written in this chat; share it when it has ended.", "reply_running"));
            if (await context.Shares.CountAsync(share => share.ChatId == chatId && share.RevokedAt == null) >= MaxOfChat)
                throw ApiException.Invalid(null, $"a chat may have {MaxOfChat} links; revoke one first.", "shares_full");
            made = new Share
            {
                Id = Guid.CreateVersion7(),
                ChatId = chatId,
                OwnerId = owner,
                LeafId = leaf,
                Token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)),
                CreatedAt = Now,
            };
            await Put(context, made, wish);
            context.Shares.Add(made);
        });
        return await Read(made!.Id);
    }

    /// <summary>Who may see it, and how long.</summary>
    public async Task<ShareView> Change(Guid owner, Guid id, ShareWish wish)
    {
        Require(wish);
        await stores.Main.Log.Append(Guid.Empty, [], async context => await Put(context, await Mine(context, owner, id), wish));
        return await Read(id);
    }

    public Task Revoke(Guid owner, Guid id) => stores.Main.Log.Append(Guid.Empty, [], async context => (await Mine(context, owner, id)).RevokedAt = Now);

    /// <summary>What a link shows to somebody; null where there is nothing for them, whatever the reason.</summary>
    /// <param name="viewer">Who is signed in; null for nobody.</param>
    public async Task<SharedChat?> Open(string token, Guid? viewer)
    {
        await using var context = stores.Main.Open();
        var share = await context.Shares.AsNoTracking().Include(one => one.People).FirstOrDefaultAsync(one => one.Token == token && one.RevokedAt == null);
        if (share is null || share.ExpiresAt <= Now || !MaySee(share, viewer)) return null;
        var chat = await context.Chats.AsNoTracking().FirstOrDefaultAsync(one => one.Id == share.ChatId && one.DeletedAt == null);
        var owner = await context.Users.AsNoTracking().FirstOrDefaultAsync(person => person.Id == share.OwnerId && person.DisabledAt == null);
        if (chat is null || owner is null) return null;
        var path = await MessagePaths.To(context, chat.Id, share.LeafId);
        return path.Count == 0 ? null : new SharedChat(token, chat.Title, owner.DisplayName, share.CreatedAt, share.ExpiresAt, chat.Settings.Model, path);
    }

    private static bool MaySee(Share share, Guid? viewer) =>
        share.Audience == Audience.Link || viewer == share.OwnerId || share.Audience == Audience.People && share.People.Any(person => person.PersonId == viewer);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private void Require(ShareWish wish)
    {
        if (wish.ExpiresAt is { } end && end.UtcDateTime <= Now) throw ApiException.Invalid("expires_at", "expires_at is in the past.");
        if (wish.People?.Any(string.IsNullOrWhiteSpace) is true) throw ApiException.Invalid("people", "people holds a name that is empty.");
        if (wish.People?.Count > MaxPeople) throw ApiException.Invalid("people", $"a link may be for {MaxPeople} people; make it open to whoever has it instead.");
        if (wish.Read() == Audience.People && (wish.People ?? []).Count == 0) throw ApiException.Invalid("people", "people is empty; say who may see the chat.", "people_missing");
    }

    private static async Task Put(StoreContext context, Share share, ShareWish wish)
    {
        share.Audience = wish.Read();
        share.ExpiresAt = wish.ExpiresAt?.UtcDateTime;
        var people = share.Audience == Audience.People ? await Find(context, wish.People ?? []) : [];
        share.People.Clear();
        share.People.AddRange(people.Select(person => new SharePerson { ShareId = share.Id, PersonId = person }));
    }

    /// <summary>People by their user names. Throws an <see cref="ApiException"/> for one that nobody has.</summary>
    internal static async Task<List<Guid>> Find(StoreContext context, IReadOnlyList<string> names)
    {
        var found = new List<Guid>();
        foreach (var name in names.Select(name => name.Trim()).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var normal = name.ToUpperInvariant();
            var person = await context.Users.AsNoTracking().FirstOrDefaultAsync(one => one.NormalizedUserName == normal && one.DisabledAt == null)
                ?? throw ApiException.Invalid("people", $"nobody here signs in as '{name}'.", "person_not_found");
            found.Add(person.Id);
        }
        return found;
    }

    private static async Task<Share> Mine(StoreContext context, Guid owner, Guid id) =>
        await context.Shares.Include(share => share.People).FirstOrDefaultAsync(share => share.Id == id && share.OwnerId == owner && share.RevokedAt == null)
            ?? throw new ApiException(ApiError.NotFound(null, "there is no such link; it may have been revoked.", "share_not_found"));

    private async Task<ShareView> Read(Guid id)
    {
        await using var context = stores.Main.Open();
        return (await View(context, await context.Shares.AsNoTracking().Include(share => share.People).Where(share => share.Id == id).ToListAsync()))[0];
    }

    private static async Task<IReadOnlyList<ShareView>> View(StoreContext context, IReadOnlyList<Share> shares)
    {
        var ids = shares.SelectMany(share => share.People).Select(person => person.PersonId).Distinct().ToList();
        var names = await context.Users.Where(person => ids.Contains(person.Id)).ToDictionaryAsync(person => person.Id, person => person.UserName ?? "");
        return
        [
            .. shares.Select(share => new ShareView(
                share.Id, share.ChatId, $"/s/{share.Token}", share.Audience.ToString().ToLowerInvariant(),
                [.. share.People.Where(person => names.ContainsKey(person.PersonId)).Select(person => names[person.PersonId]).Order(StringComparer.OrdinalIgnoreCase)],
                share.CreatedAt, share.ExpiresAt)),
        ];
    }
}

/// <summary>A link as its owner sees it.</summary>
internal sealed record ShareView(Guid Id, Guid Chat, string Address, string Audience, IReadOnlyList<string> People, DateTime CreatedAt, DateTime? ExpiresAt);

/// <summary>A chat as a link shows it: of its owner only the name.</summary>
internal sealed record SharedChat(string Token, string Title, string OwnerName, DateTime SharedAt, DateTime? ExpiresAt, string? Model, IReadOnlyList<Message> Path);

/// <summary>Who may see a link, and until when: null for as long as it is not revoked.</summary>
internal sealed record ShareWish(string? Audience = null, IReadOnlyList<string>? People = null, DateTimeOffset? ExpiresAt = null)
{
    public Audience Read() => Audience switch
    {
        "private" => Store.Audience.Private,
        "people" => Store.Audience.People,
        "link" => Store.Audience.Link,
        _ => throw ApiException.Invalid("audience", "audience is private, people or link."),
    };
}
