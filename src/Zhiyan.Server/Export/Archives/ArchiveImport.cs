using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Files;
using Zhiyan.Server.Organise;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Export.Archives;

/// <summary>
/// Takes an archive into a person's account: the whole of it has been checked before, and each chat comes in whole or not at all. Folders and tags
/// of the same name are one; a prompt whose name is taken gets another.
/// </summary>
internal sealed class ArchiveImport(ChatStores stores, FileStore files, TimeProvider time)
{
    public async Task<Imported> Run(Guid owner, Stream content, CancellationToken cancellation)
    {
        using var archive = await ArchiveReader.Open(content, cancellation);
        var folders = await Folders(owner, archive.Manifest.Folders);
        var prompts = await Prompts(owner, archive.Manifest.Prompts);
        var known = new Dictionary<FileKey, Guid>();
        for (var number = 1; number <= archive.Chats; number++) await Add(owner, archive, number, folders, known, cancellation);
        return new Imported(archive.Chats, prompts, known.Count);
    }

    private async Task<IReadOnlyList<Guid>> Folders(Guid owner, IReadOnlyList<ArchivedFolder> archived)
    {
        var ids = new List<Guid>();
        if (archived.Count > 0) await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            ids.Clear();
            var folders = await context.Folders.Where(folder => folder.OwnerId == owner).ToListAsync();
            foreach (var folder in archived)
            {
                var same = folders.FirstOrDefault(one => one.Name.Equals(folder.Name, StringComparison.OrdinalIgnoreCase));
                if (same is null) context.Folders.Add(same = new Folder { Id = Next(ids.Count), OwnerId = owner, Name = folder.Name, CreatedAt = ArchiveFormat.Time(folder.CreatedAt) });
                ids.Add(same.Id);
            }
        });
        return ids;
    }

    private async Task<int> Prompts(Guid owner, IReadOnlyList<ArchivedPrompt> archived)
    {
        var added = 0;
        if (archived.Count > 0) await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            added = 0;
            var prompts = await context.Prompts.Where(prompt => prompt.OwnerId == owner).ToDictionaryAsync(prompt => prompt.Name, prompt => prompt.Text);
            foreach (var prompt in archived)
            {
                if (prompts.Count >= SavedPrompts.MaxOfAll) break;
                var name = prompt.Name;
                for (var other = 2; prompts.TryGetValue(name, out var text) && text != prompt.Text; other++) name = $"{prompt.Name[..Math.Min(prompt.Name.Length, SavedPrompts.MaxName - 4)]}-{other}";
                if (!prompts.TryAdd(name, prompt.Text)) continue;
                context.Prompts.Add(new SavedPrompt { Id = Next(added++), OwnerId = owner, Name = name, Text = prompt.Text, UpdatedAt = ArchiveFormat.Time(prompt.UpdatedAt) });
            }
        });
        return added;
    }

    private async Task Add(Guid owner, ArchiveReader archive, int number, IReadOnlyList<Guid> folders, Dictionary<FileKey, Guid> known, CancellationToken cancellation)
    {
        var archived = await archive.ReadChat(number, cancellation);
        foreach (var (file, key) in archived.Messages.SelectMany(message => Keyed(message.Files)))
        {
            if (known.ContainsKey(key)) continue;
            using var bytes = new MemoryStream(await archive.ReadFile(file.Sha256, cancellation), writable: false);
            known[key] = (await files.Add(owner, file.Name, bytes, isTemporary: false, cancellation)).Id;
        }
        // Ids in the order of the archive: where times are the same, ids order chats and messages.
        var ids = Enumerable.Range(0, archived.Messages.Count).Select(Next).ToList();
        var chatId = Next(number);
        await stores.Main.Log.Append(chatId, [], async context =>
        {
            var chat = new Chat
            {
                Id = chatId,
                OwnerId = owner,
                Title = archived.Title,
                TitleOrigin = archived.TitleOrigin,
                FolderId = archived.Folder is { } folder ? folders[folder - 1] : null,
                IsPinned = archived.Pinned,
                CreatedAt = ArchiveFormat.Time(archived.CreatedAt),
                UpdatedAt = ArchiveFormat.Time(archived.UpdatedAt),
                ArchivedAt = archived.ArchivedAt is { } archivedAt ? ArchiveFormat.Time(archivedAt) : null,
                LeafId = archived.Leaf is { } leaf ? ids[leaf - 1] : null,
                Draft = archived.Draft,
                Settings = archived.Settings,
            };
            context.Chats.Add(chat);
            for (var at = 0; at < ids.Count; at++) context.Messages.Add(Of(archived.Messages[at], at, chatId, ids, known));
            await ChatTags.Set(context, chat, archived.Tags);
        });
    }

    private static Message Of(ArchivedMessage message, int at, Guid chat, List<Guid> ids, Dictionary<FileKey, Guid> files) => new()
    {
        Id = ids[at],
        ChatId = chat,
        ParentId = message.Parent is { } parent ? ids[parent - 1] : null,
        Role = message.Role,
        State = message.State,
        Text = message.Text,
        Reasoning = message.Reasoning,
        ReasoningMilliseconds = message.ReasoningMs,
        Model = message.Model,
        Error = message.Error,
        CreatedAt = ArchiveFormat.Time(message.CreatedAt),
        FinishedAt = message.FinishedAt is { } finished ? ArchiveFormat.Time(finished) : null,
        Facts = message.Facts,
        Rating = message.Rating,
        RatingReason = message.RatingReason,
        Files = [.. Keyed(message.Files).Select((file, position) => new MessageFile { MessageId = ids[at], FileId = files[file.Key], Position = position })],
    };

    /// <summary>The same file under the same name is one, unless a message has it more than once.</summary>
    private static IEnumerable<(ArchivedFile File, FileKey Key)> Keyed(IReadOnlyList<ArchivedFile> files) => files.Select((file, at) =>
    {
        var name = FileName.Clean(file.Name);
        return (file, new FileKey(file.Sha256, name, files.Take(at).Count(one => one.Sha256 == file.Sha256 && FileName.Clean(one.Name) == name)));
    });

    /// <summary>Ids that sort by their number.</summary>
    private Guid Next(int number) => Guid.CreateVersion7(time.GetUtcNow().AddMilliseconds(number));

    private sealed record FileKey(string Hash, string Name, int Time);
}

/// <summary>What came in.</summary>
internal sealed record Imported(int Chats, int Prompts, int Files);
