using Zhiyan.Server.Chats;
using Zhiyan.Server.Organise;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Organise;

namespace Zhiyan.Server.Tests.Export.Archives;

/// <summary>Chats with all that a chat can have, in random trees, often at the same time: what an archive must keep.</summary>
internal sealed class RandomChats(PeopleServer server, Guid owner, int seed)
{
    private const string Letters = "知言 abc\n\"\\<>&é🎉\t{}";

    private ulong state = (ulong)seed;

    public async Task Make(int chats)
    {
        var stores = server.Get<ChatStores>();
        var folders = new List<Guid>();
        for (var at = 0; at < 2; at++) folders.Add((await server.Get<Folders>().Create(owner, $"folder {at}")).Id);
        var files = new List<Guid>();
        for (var at = 0; at < 5; at++) files.Add((await server.Upload(owner, $"file {at % 2}.md", $"content {at / 2 % 2}")).Id);
        for (var number = 0; number < chats; number++)
        {
            var chat = new Chat
            {
                Id = Guid.CreateVersion7(server.Clock.Now.AddMilliseconds(number)), OwnerId = owner, Title = Text(20), TitleOrigin = (TitleOrigin)Below(3), IsPinned = Below(2) == 0,
                FolderId = Below(2) == 0 ? folders[Below(2)] : null, CreatedAt = Time(), UpdatedAt = Time(), ArchivedAt = Below(3) == 0 ? Time() : null, Draft = Text(10),
                Settings = new ChatSettings { Model = "m", Temperature = Below(2) == 0 ? 0.7f : null, TopP = 0.95f, Seed = Below(9), Instructions = Text(30) },
            };
            var messages = new List<Message>();
            for (int at = 0, count = Below(25); at < count; at++) messages.Add(Message(chat.Id, messages, files));
            chat.LeafId = messages.Count > 0 ? messages[Below(messages.Count)].Id : null;
            await stores.Main.Log.Append(chat.Id, [], async context =>
            {
                context.Chats.Add(chat);
                context.Messages.AddRange(messages);
                await ChatTags.Set(context, chat, [.. Enumerable.Range(0, Below(4)).Select(tag => $"tag {tag}")]);
            });
        }
    }

    private Message Message(Guid chat, List<Message> before, List<Guid> files)
    {
        var isReply = Below(2) == 0;
        var id = Guid.CreateVersion7(server.Clock.Now.AddMilliseconds(1_000 + Below(1_000)));
        return new Message
        {
            Id = id, ChatId = chat, ParentId = before.Count > 0 && Below(5) > 0 ? before[Below(before.Count)].Id : null,
            Role = isReply ? Speaker.Assistant : Speaker.User, State = (MessageState)(Below(2) == 0 ? 0 : Below(3) + 2), Text = Text(200), Reasoning = isReply ? Text(50) : "",
            ReasoningMilliseconds = Below(1_000), Model = isReply ? "m" : null, Error = Below(5) == 0 ? Text(20) : null, CreatedAt = Time(), FinishedAt = Below(2) == 0 ? Time() : null,
            Facts = isReply ? new ReplyFacts(Below(99), Below(9), Below(99), 0, Below(99), Below(999), Below(99), Below(2) == 0 ? Below(99) : null, "stop") : null,
            Rating = Below(4) == 0 ? 1 - 2 * Below(2) : null, RatingReason = Below(4) == 0 ? Text(9) : null,
            Files = [.. files.Where(_ => Below(6) == 0).Select((file, position) => new MessageFile { MessageId = id, FileId = file, Position = position })],
        };
    }

    /// <summary>Few different times, finer than a millisecond.</summary>
    private DateTime Time() => server.Clock.Now.AddMilliseconds(Below(6)).AddTicks(Below(1_000) * 10);

    private string Text(int most) => string.Concat(Enumerable.Range(0, Below(most)).Select(_ => Letters.EnumerateRunes().ElementAt(Below(Letters.EnumerateRunes().Count())).ToString()));

    private int Below(int bound)
    {
        // SplitMix64, so that a seed names the same chats for ever.
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }
}
