using System.Security.Cryptography;
using System.Text;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Store;

namespace Zhiyan.Server.Tests.Upkeep;

/// <summary>What a household of one person might have: the examples of every kind of row, and a chat with branches and a file around them.</summary>
internal static class Rows
{
    public const string ProviderKey = "sk-a-key-that-opens-nothing";

    public static readonly Guid Chat = Examples.Id(100);
    public static readonly byte[] FileContent = Encoding.UTF8.GetBytes("一份说明\n");

    public static string FileHash { get; } = Convert.ToHexStringLower(SHA256.HashData(FileContent));

    public static IReadOnlyList<object> All(ProviderKeys keys)
    {
        var (question, first, second, next, end) = (Examples.Id(101), Examples.Id(102), Examples.Id(103), Examples.Id(104), Examples.Id(105));
        var file = Examples.Id(106);
        var owner = new Person
        {
            Id = Examples.Id(110), UserName = "owner", NormalizedUserName = "OWNER", DisplayName = "小李", Role = Role.Admin, CreatedAt = Examples.Time.AddYears(-1), SecurityStamp = "stamp",
        };
        return
        [
            .. Examples.All().Where(row => row is not (ProviderAccount or Message { Role: Speaker.Assistant })),
            .. Examples.All().OfType<Message>().Where(message => message.Role == Speaker.Assistant).Select(Short),
            owner,
            new ProviderAccount
            {
                Id = "openai",
                Settings = keys.WithKey(new ProviderSettings { Id = "openai", Name = "Example", Kind = ProviderKind.OpenAi, BaseUrl = "https://api.example.com/v1" }, ProviderKey),
            },
            new Setting { Name = "setup", Value = "done" },
            new Chat
            {
                Id = Chat, OwnerId = owner.Id, Title = "周末去哪儿", TitleOrigin = TitleOrigin.Generated, CreatedAt = Examples.Time, UpdatedAt = Examples.Time, LeafId = end, LastSequence = 9,
            },
            Said(question, null, Speaker.User, "周末去哪儿玩？", 0),
            Said(first, question, Speaker.Assistant, "去爬山吧。", 1),
            Said(second, question, Speaker.Assistant, "去海边吧：\n\n| 地方 | 路程 |\n| --- | --- |\n| 青岛 | 三小时 |", 2),
            Said(next, second, Speaker.User, "带什么？ 🏖️", 3),
            Said(end, next, Speaker.Assistant, "**防晒霜**和水。", 4),
            new StoredFile { Id = file, OwnerId = owner.Id, Name = "说明.txt", MediaType = "text/plain", Length = FileContent.Length, Hash = FileHash, CreatedAt = Examples.Time },
            new MessageFile { MessageId = next, FileId = file },
            new LogEntry { ChatId = Chat, Sequence = 9, Kind = LogKind.Finished, MessageId = end },
        ];
    }

    /// <summary>A fixture is small.</summary>
    private static Message Short(Message message)
    {
        message.Text = message.Text[..2_000];
        return message;
    }

    private static Message Said(Guid id, Guid? parent, Speaker role, string text, int second) => new()
    {
        Id = id, ChatId = Chat, ParentId = parent, Role = role, Text = text, Model = role == Speaker.Assistant ? "zhiyan-mini" : null,
        CreatedAt = Examples.Time.AddSeconds(second), FinishedAt = Examples.Time.AddSeconds(second),
    };
}
