using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Markdown;

namespace Zhiyan.EndToEnd.Tests.Security;

/// <summary>A store in which everything that a person or a model can write is an attack on the page that shows it.</summary>
internal sealed class Graffiti
{
    /// <summary>Payloads that share one name or title, so that a few dozen of those hold all of them.</summary>
    private const int Together = 5;

    /// <summary>No store keeps the character 0.</summary>
    public static IReadOnlyList<string> Payloads { get; } = [.. XssPayloads.All.Select(payload => payload.Replace("\0", "")).Where(payload => payload.Trim().Length > 0 && payload.Length < 20_000)];

    public static IReadOnlyList<string> Names { get; } = [.. Payloads.Where(payload => payload.Length < 2_000).Chunk(Together).Select(some => string.Join(' ', some))];

    /// <summary>A chat whose answers are the payloads, one each.</summary>
    public Guid Chat { get; } = Guid.CreateVersion7();

    public string ShareToken => "graffiti";

    public Guid Other { get; private set; }

    public async Task Paint(IServiceProvider services, Guid owner)
    {
        var stores = services.GetRequiredService<ChatStores>();
        var now = DateTime.SpecifyKind(new DateTime(2026, 3, 1, 12, 0, 0), DateTimeKind.Utc);
        await stores.Main.Log.Append(Guid.Empty, [], context =>
        {
            var tags = Names.Select((name, at) => new Tag { Id = Guid.CreateVersion7(), OwnerId = owner, Name = $"{at} {name}" }).ToList();
            var folders = Names.Select((name, at) => new Folder { Id = Guid.CreateVersion7(), OwnerId = owner, Name = $"{at} {name}", CreatedAt = now }).ToList();
            context.AddRange(tags);
            context.AddRange(folders);
            context.AddRange(Names.Select((name, at) => new SavedPrompt { Id = Guid.CreateVersion7(), OwnerId = owner, Name = $"{at}{name}", Text = name, UpdatedAt = now }));
            context.AddRange(Names.Select((name, at) => new ApiKey { Id = Guid.CreateVersion7(), PersonId = owner, Name = name, Hash = $"{at}", Start = "zy-<b>x", CreatedAt = now }));
            context.AddRange(Names.Select(name => new Session { Id = Guid.CreateVersion7(), PersonId = owner, Agent = name, Address = name, CreatedAt = now, SeenAt = TimeProvider.System.GetUtcNow().UtcDateTime }));
            context.AddRange(Names.Select(name => new AuditEntry { At = now, Actor = name, Action = Zhiyan.Server.People.Audit.KeyMake, Subject = name, Address = name }));
            context.AddRange(Names.Select(name => new UsageEntry { PersonId = owner, Model = name, At = TimeProvider.System.GetUtcNow().UtcDateTime, CompletionTokens = 1, Milliseconds = 1 }));
            context.AddRange(Names.Select((name, at) => new Person { Id = at == 0 ? Other = Guid.CreateVersion7() : Guid.CreateVersion7(), UserName = $"{at} {name}", NormalizedUserName = $"{at}", DisplayName = name, CreatedAt = now, SecurityStamp = "x", Role = Role.Member }));
            context.Add(new ProviderAccount
            {
                Id = "far",
                Settings = new ProviderSettings { Id = "far", Name = Names[0], Kind = ProviderKind.OpenAi, BaseUrl = "http://127.0.0.1:9/<img src=x onerror=alert(1)>", Models = [.. Names.Select((name, at) => new ProviderModel($"{at}{name}", name))] },
            });
            for (var at = 0; at < Names.Count; at++)
            {
                var chat = new Chat
                {
                    Id = Guid.CreateVersion7(), OwnerId = owner, Title = Names[at], TitleOrigin = TitleOrigin.Typed, CreatedAt = now, UpdatedAt = now.AddMinutes(at), FolderId = at % 3 == 0 ? folders[at].Id : null,
                    ArchivedAt = at % 3 == 1 && at % 2 == 0 ? now : null, DeletedAt = at % 3 == 1 && at % 2 == 1 ? TimeProvider.System.GetUtcNow().UtcDateTime : null, Draft = Names[at],
                };
                context.Add(chat);
                context.Add(new ChatTag { ChatId = chat.Id, TagId = tags[at].Id });
            }
            Say(context, owner, now);
            return Task.CompletedTask;
        });
    }

    private void Say(StoreContext context, Guid owner, DateTime now)
    {
        var chat = new Chat { Id = Chat, OwnerId = owner, Title = "</title><script>alert(1)</script>", TitleOrigin = TitleOrigin.Typed, CreatedAt = now, UpdatedAt = now.AddDays(1), Draft = "</textarea><script>alert(1)</script>", Settings = new ChatSettings { Model = Names[1], Instructions = Names[2] } };
        context.Add(chat);
        Guid? parent = null;
        for (var at = 0; at < Payloads.Count; at++)
        {
            var name = Names[at % Names.Count];
            // What people write is shown as it is, so many share a message.
            if (at % Together == 0) parent = Add(Speaker.User, name, at);
            parent = Add(Speaker.Assistant, Payloads[at], at);
        }
        chat.LeafId = parent;
        context.Add(new Share { Id = Guid.CreateVersion7(), ChatId = Chat, OwnerId = owner, Token = ShareToken, Audience = Audience.Link, CreatedAt = now, LeafId = parent!.Value });

        Guid Add(Speaker role, string text, int at)
        {
            var name = Names[at % Names.Count];
            var message = new Message
            {
                Id = Guid.CreateVersion7(now.AddSeconds(at)), ChatId = Chat, ParentId = parent, Role = role, Text = text, CreatedAt = now.AddSeconds(at), FinishedAt = now.AddSeconds(at),
                Model = role == Speaker.Assistant ? name : null, Reasoning = role == Speaker.Assistant && at % 7 == 0 ? name : "", State = at % 11 == 1 ? MessageState.Failed : MessageState.Done, Error = at % 11 == 1 ? name : null,
            };
            if (role == Speaker.User)
            {
                var bytes = Encoding.UTF8.GetBytes(name);
                var file = new StoredFile { Id = Guid.CreateVersion7(), OwnerId = owner, Name = name, MediaType = at % 2 == 0 ? "text/plain" : "image/png", Length = bytes.Length, Hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), CreatedAt = now, Content = bytes };
                context.Add(file);
                message.Files.Add(new MessageFile { MessageId = message.Id, FileId = file.Id });
            }
            context.Add(message);
            return message.Id;
        }
    }
}
