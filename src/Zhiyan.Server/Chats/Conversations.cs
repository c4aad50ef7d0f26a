using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>
/// What a person does in their chats. Every method is given whose chats they are; another's chat is not there. What returns has been committed.
/// Throws an <see cref="ApiException"/> for what cannot be done.
/// </summary>
internal sealed class Conversations(ChatStores stores, Replies replies, TimeProvider time)
{
    /// <summary>Characters of a message.</summary>
    public const int MaxText = 1_000_000;

    public const int MaxTitle = 200;

    /// <summary>Messages that may wait for a reply to end.</summary>
    public const int MaxQueued = 20;

    public const int MaxFiles = 20;

    private const int TitleFromWords = 48;

    /// <summary>The chat, or null where it is not this person's or not there.</summary>
    public async Task<Chat?> Find(Guid owner, Guid chat)
    {
        await using var context = stores.Of(chat).Open();
        return await context.Chats.AsNoTracking().Include(one => one.Tags).ThenInclude(tag => tag.Tag)
            .FirstOrDefaultAsync(one => one.Id == chat && one.OwnerId == owner && one.DeletedAt == null);
    }

    /// <summary>An empty chat; temporary ones live in memory alone.</summary>
    public async Task<Chat> Create(Guid owner, ChatSettings settings, bool isTemporary, Guid? folder = null)
    {
        ChatChange.Require(settings);
        var chat = new Chat { Id = Guid.CreateVersion7(), OwnerId = owner, FolderId = folder, CreatedAt = Now, UpdatedAt = Now, Settings = settings };
        if (isTemporary)
        {
            stores.AddTemporary(chat.Id);
            foreach (var old in stores.ListTemporary().SkipLast(ChatStores.MaxTemporary)) await Forget(old);
        }
        await stores.Of(chat.Id).Log.Append(chat.Id, [], async context =>
        {
            if (folder is { } inside) await RequireFolder(context, owner, inside);
            context.Chats.Add(chat);
        });
        return chat;
    }

    /// <summary>
    /// Stores a message and begins to answer it; while another reply is written, it waits in the queue instead. The same id sent again is the same
    /// message, so a client may repeat what it is not sure of.
    /// </summary>
    public async Task<Sent> Send(Guid owner, Guid chatId, NewMessage message)
    {
        Require(message);
        var reply = Guid.CreateVersion7();
        Sent? sent = null;
        await stores.Of(chatId).Log.Append(chatId, async context =>
        {
            var chat = await Mine(context, owner, chatId);
            sent = await Known(context, chatId, message.Id);
            if (sent is not null) return [];
            chat.Draft = "";        // it was this message; what is typed meanwhile is the next one's
            if (await IsWriting(context, chatId))
            {
                await Enqueue(context, owner, chatId, message);
                sent = new Sent(chatId, message.Id, null, IsQueued: true);
                return [new(LogKind.Chat)];
            }
            await Add(context, owner, chat, message, chat.LeafId, reply);
            return [new(LogKind.Message, message.Id), new(LogKind.Message, reply)];
        });
        return sent ?? await Begin(owner, chatId, message.Id, reply, new ReplyWish(message.Model));
    }

    /// <summary>A message said otherwise: a version beside it, and a reply to that. The same id sent again is the same version.</summary>
    public async Task<Sent> Rewrite(Guid owner, Guid chatId, Guid original, NewMessage message)
    {
        Require(message);
        var reply = Guid.CreateVersion7();
        Sent? sent = null;
        await stores.Of(chatId).Log.Append(chatId, async context =>
        {
            await Mine(context, owner, chatId);
            sent = await Known(context, chatId, message.Id);
            if (sent is not null) return [];
            var chat = await MineIdle(context, owner, chatId);
            var known = await In(context, chatId, original);
            if (known.Role != Speaker.User) throw ApiException.Invalid(null, "this is a reply; write it anew, or correct its text.", "not_yours");
            await Add(context, owner, chat, message, known.ParentId, reply);
            return [new(LogKind.Path)];
        });
        return sent ?? await Begin(owner, chatId, message.Id, reply, new ReplyWish(message.Model));
    }

    /// <summary>Corrects the text of a message in its place.</summary>
    public Task Correct(Guid owner, Guid chatId, Guid id, string text)
    {
        RequireText(text);
        return stores.Of(chatId).Log.Append(chatId, [new(LogKind.Changed, id)], async context =>
        {
            await MineIdle(context, owner, chatId);
            (await In(context, chatId, id)).Text = text;
        });
    }

    /// <summary>Another version of a reply.</summary>
    public async Task<Sent> Regenerate(Guid owner, Guid chatId, Guid id, ReplyWish wish)
    {
        ChatChange.RequireModel(wish.Model, "model");
        var reply = Guid.CreateVersion7();
        Guid? question = null;
        await stores.Of(chatId).Log.Append(chatId, [new(LogKind.Path)], async context =>
        {
            var chat = await MineIdle(context, owner, chatId);
            var known = await In(context, chatId, id);
            question = known.Role == Speaker.Assistant ? known.ParentId : known.Id;
            context.Messages.Add(Reply(chat, reply, question, wish.Model));
            chat.LeafId = reply;
        });
        return await Begin(owner, chatId, question ?? reply, reply, wish);
    }

    /// <summary>Goes on with a reply that ended early.</summary>
    public async Task<Sent> Continue(Guid owner, Guid chatId, Guid id)
    {
        await stores.Of(chatId).Log.Append(chatId, [new(LogKind.Changed, id)], async context =>
        {
            var chat = await MineIdle(context, owner, chatId);
            var reply = await In(context, chatId, id);
            if (reply.Role != Speaker.Assistant) throw ApiException.Invalid(null, "only a reply can be continued.", "not_a_reply");
            reply.State = MessageState.Streaming;
            reply.Error = null;
            chat.LeafId = (await MessagePaths.Tree(context, chatId)).LeafUnder(id);
        });
        return await Begin(owner, chatId, id, id, new ReplyWish());
    }

    /// <summary>Stops the reply of a chat; with messages in the queue the oldest is sent next.</summary>
    public async Task<bool> Stop(Guid owner, Guid chatId)
    {
        await Mine(owner, chatId);
        return await replies.Stop(chatId);
    }

    /// <summary>Shows the path that was last gone through a message.</summary>
    public Task Show(Guid owner, Guid chatId, Guid message) => stores.Of(chatId).Log.Append(chatId, [new(LogKind.Path)], async context =>
    {
        var chat = await Mine(context, owner, chatId);
        await In(context, chatId, message);
        chat.LeafId = (await MessagePaths.Tree(context, chatId)).LeafUnder(message);
    });

    /// <summary>Removes a message with everything that follows it.</summary>
    public Task Remove(Guid owner, Guid chatId, Guid message)
    {
        return stores.Of(chatId).Log.Append(chatId, [new(LogKind.Path)], async context =>
        {
            var chat = await MineIdle(context, owner, chatId);
            var known = await In(context, chatId, message);
            var tree = await MessagePaths.Tree(context, chatId);
            var gone = tree.Under(message);
            var beside = tree.Versions(message).LastOrDefault(version => version.Id != message);
            chat.LeafId = beside is null ? known.ParentId : tree.LeafUnder(beside.Id);
            context.Messages.RemoveRange(await context.Messages.Where(one => gone.Contains(one.Id)).ToListAsync());
        });
    }

    /// <summary>A chat of its own with a copy of the path down to a message.</summary>
    public async Task<Chat> Branch(Guid owner, Guid chatId, Guid message)
    {
        var source = await Mine(owner, chatId);
        await using var context = stores.Of(chatId).Open();
        await In(context, chatId, message);
        var path = await MessagePaths.To(context, chatId, message);
        return await Copy(owner, source, path, stores.IsTemporary(chatId));
    }

    /// <summary>A new chat of <paramref name="owner"/> with copies of messages that follow each other.</summary>
    public async Task<Chat> Copy(Guid owner, Chat source, IReadOnlyList<Message> path, bool isTemporary)
    {
        var chat = await Create(owner, source.Settings, isTemporary);
        await stores.Of(chat.Id).Log.Append(chat.Id, [], async context =>
        {
            var copy = (await context.Chats.FindAsync(chat.Id))!;
            copy.Title = source.Title;
            copy.TitleOrigin = source.TitleOrigin;
            foreach (var message in path)
            {
                var made = new Message
                {
                    Id = Guid.CreateVersion7(),
                    ChatId = chat.Id,
                    ParentId = copy.LeafId,
                    Role = message.Role,
                    State = message.State == MessageState.Streaming ? MessageState.Stopped : message.State,
                    Text = message.Text,
                    Reasoning = message.Reasoning,
                    ReasoningMilliseconds = message.ReasoningMilliseconds,
                    Model = message.Model,
                    Error = message.Error,
                    CreatedAt = message.CreatedAt,
                    FinishedAt = message.FinishedAt,
                    Facts = message.Facts,
                };
                foreach (var file in message.Files)
                {
                    var own = await OwnFile(context, owner, file.File);
                    made.Files.Add(new MessageFile { MessageId = made.Id, FileId = own, Position = file.Position });
                }
                context.Messages.Add(made);
                copy.LeafId = made.Id;
            }
        });
        return (await Find(owner, chat.Id))!;
    }

    public Task Rate(Guid owner, Guid chatId, Guid id, int? rating, string? reason) => stores.Of(chatId).Log.Append(chatId, [new(LogKind.Changed, id)], async context =>
    {
        await Mine(context, owner, chatId);
        var message = await In(context, chatId, id);
        message.Rating = rating;
        message.RatingReason = rating is null || string.IsNullOrWhiteSpace(reason) ? null : reason[..Math.Min(reason.Length, 2_000)];
    });

    /// <summary>Changes what is not said: title, settings, draft and the like. A change that readers need not hear of is told to nobody.</summary>
    public Task Change(Guid owner, Guid chatId, Action<Chat> change, bool isTold = true) =>
        Change(owner, chatId, (_, chat) => { change(chat); return Task.CompletedTask; }, isTold);

    /// <summary>The same for a change that needs more of the store than the chat.</summary>
    public Task Change(Guid owner, Guid chatId, Func<StoreContext, Chat, Task> change, bool isTold = true) =>
        stores.Of(chatId).Log.Append(chatId, isTold ? [new(LogKind.Chat)] : [], async context => await change(context, await Mine(context, owner, chatId)));

    public async Task<IReadOnlyList<QueuedMessage>> Queued(Guid owner, Guid chatId)
    {
        await Mine(owner, chatId);
        await using var context = stores.Of(chatId).Open();
        return await context.Queue.AsNoTracking().Where(one => one.ChatId == chatId).OrderBy(one => one.CreatedAt).ToListAsync();
    }

    public Task Unqueue(Guid owner, Guid chatId, Guid message) => stores.Of(chatId).Log.Append(chatId, [new(LogKind.Chat)], async context =>
    {
        await Mine(context, owner, chatId);
        await context.Queue.Where(one => one.ChatId == chatId && one.Id == message).ExecuteDeleteAsync();
    });

    /// <summary>Sends the oldest message of the queue, if there is one; for the end of a reply.</summary>
    public async Task SendQueued(FinishedReply finished)
    {
        if (finished.State is MessageState.Interrupted or MessageState.Failed) return;      // a person decides how it goes on
        var reply = Guid.CreateVersion7();
        QueuedMessage? next = null;
        await stores.Of(finished.Chat).Log.Append(finished.Chat, async context =>
        {
            next = await context.Queue.Where(one => one.ChatId == finished.Chat).OrderBy(one => one.CreatedAt).FirstOrDefaultAsync();
            if (next is null || await IsWriting(context, finished.Chat))
            {
                next = null;
                return [];
            }
            var chat = await Mine(context, finished.Owner, finished.Chat);
            context.Queue.Remove(next);
            await Add(context, finished.Owner, chat, new NewMessage(next.Id, next.Text) { Files = next.Files }, chat.LeafId, reply);
            return [new(LogKind.Message, next.Id), new(LogKind.Message, reply), new(LogKind.Chat)];
        });
        if (next is not null) await Begin(finished.Owner, finished.Chat, next.Id, reply, new ReplyWish());
    }

    /// <summary>Ends a temporary chat, and everything that was said in it.</summary>
    public async Task Forget(Guid chat)
    {
        await replies.Stop(chat);
        if (!stores.RemoveTemporary(chat)) return;
        await stores.Temporary.Log.Append(chat, [], async context =>
        {
            var files = await context.Messages.Where(message => message.ChatId == chat).SelectMany(message => message.Files).Select(file => file.FileId).Distinct().ToListAsync();
            await context.Chats.Where(one => one.Id == chat).ExecuteDeleteAsync();
            await context.Files.Where(file => files.Contains(file.Id) && !context.MessageFiles.Any(one => one.FileId == file.Id)).ExecuteDeleteAsync();
        });
    }

    /// <summary>The chat in a change; throws where it is not this person's.</summary>
    public static async Task<Chat> Mine(StoreContext context, Guid owner, Guid chatId) =>
        await context.Chats.FindAsync(chatId) is { DeletedAt: null } chat && chat.OwnerId == owner ? chat : throw NoChat();

    public static ApiException NoChat() => new(ApiError.NotFound(null, "there is no such chat; it may have been deleted.", "chat_not_found"));

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<Chat> Mine(Guid owner, Guid chat) => await Find(owner, chat) ?? throw NoChat();

    private async Task<Sent> Begin(Guid owner, Guid chat, Guid message, Guid reply, ReplyWish wish)
    {
        await replies.Start(owner, chat, reply, wish);
        return new Sent(chat, message, reply, IsQueued: false);
    }

    private async Task Add(StoreContext context, Guid owner, Chat chat, NewMessage message, Guid? parent, Guid reply)
    {
        if (parent is { } answered) await In(context, chat.Id, answered);
        await RequireFiles(context, owner, message.Files);
        if (chat.Title.Length == 0) chat.Title = FirstWords(message.Text);
        chat.UpdatedAt = Now;
        chat.LeafId = reply;
        context.Messages.Add(new Message
        {
            Id = message.Id,
            ChatId = chat.Id,
            ParentId = parent,
            Role = Speaker.User,
            State = MessageState.Done,
            Text = message.Text,
            CreatedAt = Now,
            FinishedAt = Now,
            Files = [.. message.Files.Distinct().Select((file, index) => new MessageFile { MessageId = message.Id, FileId = file, Position = index })],
        });
        context.Messages.Add(Reply(chat, reply, message.Id, message.Model));
    }

    /// <summary>A millisecond after what it answers, so that the order of messages is that of their times.</summary>
    private Message Reply(Chat chat, Guid id, Guid? parent, string? model) => new()
    {
        Id = id,
        ChatId = chat.Id,
        ParentId = parent,
        Role = Speaker.Assistant,
        State = MessageState.Streaming,
        Model = model ?? chat.Settings.Model,
        CreatedAt = Now.AddMilliseconds(1),
    };

    private static async Task<Message> In(StoreContext context, Guid chat, Guid id) =>
        await context.Messages.FindAsync(id) is { } message && message.ChatId == chat
            ? message
            : throw new ApiException(ApiError.NotFound(null, "there is no such message in this chat.", "message_not_found"));

    public static async Task RequireFolder(StoreContext context, Guid owner, Guid folder)
    {
        if (!await context.Folders.AnyAsync(one => one.Id == folder && one.OwnerId == owner))
            throw new ApiException(ApiError.NotFound("folder", "there is no such folder; it may have been deleted.", "folder_not_found"));
    }

    private static async Task RequireFiles(StoreContext context, Guid owner, IReadOnlyList<Guid> files)
    {
        var ids = files.Distinct().ToList();
        if (await context.Files.CountAsync(file => ids.Contains(file.Id) && file.OwnerId == owner) != ids.Count)
            throw new ApiException(ApiError.NotFound("files", "a file of this message is not there; add it again.", "file_not_found"));
    }

    /// <summary>The copier's own entry for a file; the bytes are kept once.</summary>
    private async Task<Guid> OwnFile(StoreContext context, Guid owner, StoredFile file)
    {
        if (file.OwnerId == owner && await context.Files.AnyAsync(one => one.Id == file.Id)) return file.Id;
        var own = new StoredFile
        {
            Id = Guid.CreateVersion7(),
            OwnerId = owner,
            Name = file.Name,
            MediaType = file.MediaType,
            Length = file.Length,
            Hash = file.Hash,
            CreatedAt = Now,
            Content = file.Content,
        };
        context.Files.Add(own);
        return own.Id;
    }

    /// <summary>Changes go through the log one after another, so what is seen here holds until they are committed.</summary>
    private static Task<bool> IsWriting(StoreContext context, Guid chat) =>
        context.Messages.AnyAsync(message => message.ChatId == chat && message.State == MessageState.Streaming);

    private static async Task<Chat> MineIdle(StoreContext context, Guid owner, Guid chat)
    {
        var mine = await Mine(context, owner, chat);
        if (await IsWriting(context, chat)) throw new ApiException(ApiError.Conflict("a reply is being written in this chat; stop it first.", "reply_running"));
        return mine;
    }

    /// <summary>What became of a message that was sent before; null for a new one.</summary>
    private static async Task<Sent?> Known(StoreContext context, Guid chat, Guid id)
    {
        if (await context.Queue.FindAsync(id) is { } queued) return queued.ChatId == chat ? new Sent(chat, id, null, IsQueued: true) : throw Taken();
        if (await context.Messages.FindAsync(id) is not { } known) return null;
        if (known.ChatId != chat) throw Taken();
        var answer = await context.Messages.Where(one => one.ParentId == id).OrderBy(one => one.CreatedAt).Select(one => (Guid?)one.Id).FirstOrDefaultAsync();
        return new Sent(chat, id, answer, IsQueued: false);
    }

    private static ApiException Taken() => ApiException.Invalid("id", "another message has this id; make a new one.", "id_taken");

    private async Task Enqueue(StoreContext context, Guid owner, Guid chat, NewMessage message)
    {
        if (await context.Queue.CountAsync(one => one.ChatId == chat) >= MaxQueued)
            throw ApiException.Invalid(null, $"{MaxQueued} messages wait already; let a reply end first.", "queue_full");
        await RequireFiles(context, owner, message.Files);
        context.Queue.Add(new QueuedMessage { Id = message.Id, ChatId = chat, Text = message.Text, Files = message.Files, CreatedAt = Now });
    }

    private static void Require(NewMessage message)
    {
        if (message.Id == Guid.Empty) throw ApiException.Invalid("id", "a message needs an id of its own (a UUID).");
        if (message.Files.Count > MaxFiles) throw ApiException.Invalid("files", $"a message may have {MaxFiles} files.");
        ChatChange.RequireModel(message.Model, "model");
        if (message.Files.Count == 0 || message.Text.Length > 0) RequireText(message.Text);
    }

    private static void RequireText(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw ApiException.Invalid("text", "the message is empty.", "empty_message");
        if (text.Length > MaxText) throw ApiException.Invalid("text", $"the message has {text.Length:N0} characters; {MaxText:N0} are possible. Add it as a file.", "message_too_long");
        WholeText.Require("text", text);
    }

    private static string FirstWords(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(24));
        if (line.Length <= TitleFromWords) return line;
        var end = char.IsHighSurrogate(line[TitleFromWords - 1]) ? TitleFromWords - 1 : TitleFromWords;
        return line[..end] + "…";
    }
}

/// <summary>A message as it comes from a person. <paramref name="Id"/> is made by the page.</summary>
internal sealed record NewMessage(Guid Id, string Text)
{
    public IReadOnlyList<Guid> Files { get; init; } = [];

    /// <summary>The model of the reply; null for the chat's.</summary>
    public string? Model { get; init; }
}

/// <summary>A message that is on the disk, and the reply to it; a queued one has none yet.</summary>
internal sealed record Sent(Guid Chat, Guid Message, Guid? Reply, bool IsQueued);
