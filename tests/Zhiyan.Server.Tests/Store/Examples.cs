using Microsoft.AspNetCore.Identity;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.Store;

/// <summary>One row of every kind, with what is hard to keep: Chinese, emoji, long texts, times to the millisecond, records in one column.</summary>
internal static class Examples
{
    public const string Hard = "知言 𠮷 👩‍👩‍👧 \"quoted\" 'single' \\ % _ \t line\nline e\u0301 \u202E";
    public const string Tag = "工作 💼";

    public static readonly DateTime Time = new(2026, 11, 26, 1, 2, 3, 456, DateTimeKind.Utc);
    public static readonly Guid Owner = Id(1), Chat = Id(2), Message = Id(3), File = Id(5);

    public static object[] All()
    {
        var settings = new ChatSettings { Model = "zhiyan-mini", Instructions = Hard, Temperature = 0.1f, TopP = 0.95f, MaxTokens = 7, Seed = long.MaxValue, ReasoningBudget = 0 };
        return
        [
            new Person
            {
                Id = Owner, UserName = "王小明", NormalizedUserName = "王小明", DisplayName = Hard, Role = Role.Admin, CreatedAt = Time, DisabledAt = Time.AddMilliseconds(1),
                PasswordHash = "hash", SecurityStamp = "stamp", LockoutEnd = new DateTimeOffset(Time),
                Preferences = new Preferences { Language = "zh", Theme = "dark", EnterBreaks = true, NewChats = settings, FavouriteModels = ["a", "乙"], Shortcuts = new Dictionary<string, string> { ["search"] = "Ctrl+K" } },
            },
            new IdentityUserClaim<Guid> { Id = 1, UserId = Owner, ClaimType = "type", ClaimValue = Hard },
            new IdentityUserLogin<Guid> { UserId = Owner, LoginProvider = "provider", ProviderKey = "key" },
            new IdentityUserToken<Guid> { UserId = Owner, LoginProvider = "provider", Name = "name", Value = Hard },
            new Chat
            {
                Id = Chat, OwnerId = Owner, Title = Hard, TitleOrigin = TitleOrigin.Typed, FolderId = Id(6), IsPinned = true, CreatedAt = Time, UpdatedAt = Time.AddMilliseconds(999),
                ArchivedAt = Time, LeafId = Message, Draft = Hard, Settings = settings, LastSequence = 1L << 40,
            },
            new Message
            {
                Id = Message, ChatId = Chat, ParentId = Id(4), Role = Speaker.Assistant, State = MessageState.Interrupted, Text = Long(), Reasoning = Hard, ReasoningMilliseconds = 1234,
                Model = "model", Error = Hard, CreatedAt = Time, FinishedAt = Time, Facts = new ReplyFacts(1, 2, 3, 4, 5, 6, 7, 1L << 50, "stop"), Rating = -1, RatingReason = Hard,
            },
            new Message { Id = Id(4), ChatId = Chat, Role = Speaker.User, Text = Hard, CreatedAt = Time },
            new MessageFile { MessageId = Message, FileId = File, Position = 3 },
            new StoredFile { Id = File, OwnerId = Owner, Name = "图 表.png", MediaType = "image/png", Length = 1L << 33, Hash = new string('a', 64), CreatedAt = Time, Content = [0, 255, 1] },
            new LogEntry { ChatId = Chat, Sequence = 1, Kind = LogKind.Reasoning, MessageId = Message, Text = Hard },
            new QueuedMessage { Id = Id(7), ChatId = Chat, Text = Hard, Files = [File, Id(8)], CreatedAt = Time },
            new Folder { Id = Id(6), OwnerId = Owner, Name = Hard, CreatedAt = Time },
            new Tag { Id = Id(9), OwnerId = Owner, Name = Tag },
            new ChatTag { ChatId = Chat, TagId = Id(9) },
            new SavedPrompt { Id = Id(10), OwnerId = Owner, Name = "翻译", Text = Hard, UpdatedAt = Time },
            new ProviderAccount
            {
                Id = "openai",
                Settings = new ProviderSettings
                {
                    Id = "openai", Name = Hard, Kind = ProviderKind.OpenAi, BaseUrl = "https://api.example.com/v1", ProtectedKey = "protected", MaskedKey = "sk-…cret",
                    Models = [new ProviderModel("m", "模型") { Context = 8_192, Price = new TokenPrice(1, 2, 3) }], IsEnabled = false,
                },
            },
            new Share { Id = Id(11), ChatId = Chat, OwnerId = Owner, LeafId = Message, Token = "token", Audience = Audience.People, CreatedAt = Time, ExpiresAt = Time, RevokedAt = Time },
            new SharePerson { ShareId = Id(11), PersonId = Owner },
            new Session { Id = Id(12), PersonId = Owner, CreatedAt = Time, SeenAt = Time, Agent = Hard, Address = "::1", RevokedAt = Time },
            new Invite { Id = Id(13), TokenHash = "token hash", Role = Role.Admin, CreatedBy = Owner, CreatedAt = Time, ExpiresAt = Time, UsedBy = Owner, RevokedAt = Time },
            new ApiKey { Id = Id(14), PersonId = Owner, Name = Hard, Hash = "key hash", Start = "zy-12", CreatedAt = Time, UsedAt = Time, RevokedAt = Time },
            new AuditEntry { Id = 1, At = Time, PersonId = Owner, Actor = Hard, Action = "sign-in", Subject = Hard, Address = "127.0.0.1" },
            new UsageEntry { Id = 1, PersonId = Owner, ChatId = Chat, Model = "model", At = Time, PromptTokens = 1, CachedTokens = 2, CompletionTokens = 3, Milliseconds = 4, Cost = 1L << 50 },
            new Setting { Name = "名", Value = Hard },
        ];
    }

    public static Guid Id(int number) => new($"00000000-0000-7000-8000-{number:D12}");

    private static string Long() => string.Concat(Enumerable.Repeat("很长的一段话，with words 🙂。\n", 20_000));
}
