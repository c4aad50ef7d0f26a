using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Files;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Export.Archives;

/// <summary>
/// Writes chats in the format "zhiyan-export" into a stream that can seek, one after another as they are read, so that a life's chats need no more
/// memory than the longest of them. Everything has one order and one form: an import of it, exported again, gives the same bytes.
/// </summary>
internal sealed class ArchiveWriter(ChatStores stores, FileStore files)
{
    /// <summary>Everything of a person but deleted and temporary chats.</summary>
    public async Task WriteAll(Guid owner, Stream output, CancellationToken cancellation)
    {
        List<Guid> chats;
        List<Folder> folders;
        List<SavedPrompt> prompts;
        await using (var context = stores.Main.Open())
        {
            chats = await context.Chats.Where(chat => chat.OwnerId == owner && chat.DeletedAt == null).OrderBy(chat => chat.CreatedAt).ThenBy(chat => chat.Id).Select(chat => chat.Id).ToListAsync(cancellation);
            folders = await context.Folders.AsNoTracking().Where(folder => folder.OwnerId == owner).OrderBy(folder => folder.CreatedAt).ThenBy(folder => folder.Id).ToListAsync(cancellation);
            prompts = await context.Prompts.AsNoTracking().Where(prompt => prompt.OwnerId == owner).ToListAsync(cancellation);
        }
        await Write(stores.Main, owner, chats, folders, prompts, output, cancellation);
    }

    /// <summary>One chat, with the folder that it lies in.</summary>
    public async Task WriteOne(Chat chat, Stream output, CancellationToken cancellation)
    {
        var store = stores.Of(chat.Id);
        List<Folder> folders;
        await using (var context = store.Open()) folders = await context.Folders.AsNoTracking().Where(folder => folder.Id == chat.FolderId && folder.OwnerId == chat.OwnerId).ToListAsync(cancellation);
        await Write(store, chat.OwnerId, [chat.Id], folders, [], output, cancellation);
    }

    private async Task Write(
        ChatStore store, Guid owner, IReadOnlyList<Guid> chats, IReadOnlyList<Folder> folders, IReadOnlyList<SavedPrompt> prompts, Stream output, CancellationToken cancellation)
    {
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellation);
        await WriteJson(zip, ArchiveFormat.Manifest, new ArchiveManifest(
            ArchiveFormat.Name, ArchiveFormat.Version,
            [.. folders.Select(folder => new ArchivedFolder(folder.Name, ArchiveFormat.Time(folder.CreatedAt)))],
            [.. prompts.OrderBy(prompt => prompt.Name, StringComparer.Ordinal).Select(prompt => new ArchivedPrompt(prompt.Name, prompt.Text, ArchiveFormat.Time(prompt.UpdatedAt)))]), cancellation);
        var numbers = folders.Select((folder, index) => (folder.Id, Number: index + 1)).ToDictionary(folder => folder.Id, folder => folder.Number);
        var hashes = new SortedDictionary<string, StoredFile>(StringComparer.Ordinal);
        var number = 0;
        foreach (var id in chats)
        {
            if (await Read(store, owner, id, numbers, hashes, cancellation) is { } chat)      // it may have been deleted meanwhile
                await WriteJson(zip, ArchiveFormat.ChatName(++number), chat, cancellation);
        }
        foreach (var (hash, file) in hashes)
        {
            var entry = zip.CreateEntry(ArchiveFormat.FileName(hash), CompressionLevel.NoCompression);
            entry.LastWriteTime = ArchiveFormat.EntryTime;
            await using var content = files.Open(file);
            await using var stream = await entry.OpenAsync(cancellation);
            await content.CopyToAsync(stream, cancellation);
        }
    }

    private static async Task<ArchivedChat?> Read(
        ChatStore store, Guid owner, Guid id, Dictionary<Guid, int> folders, SortedDictionary<string, StoredFile> hashes, CancellationToken cancellation)
    {
        await using var context = store.Open();
        var chat = await context.Chats.AsNoTracking().Include(one => one.Tags).ThenInclude(tag => tag.Tag).FirstOrDefaultAsync(one => one.Id == id && one.OwnerId == owner && one.DeletedAt == null, cancellation);
        if (chat is null) return null;
        var messages = await context.Messages.AsNoTracking().Include(message => message.Files).ThenInclude(file => file.File)
            .Where(message => message.ChatId == id).OrderBy(message => message.CreatedAt).ThenBy(message => message.Id).ToListAsync(cancellation);
        foreach (var file in messages.SelectMany(message => message.Files)) hashes.TryAdd(file.File.Hash, file.File);
        var numbers = messages.Select((message, index) => (message.Id, Number: index + 1)).ToDictionary(message => message.Id, message => message.Number);
        return new ArchivedChat(
            chat.Title, chat.TitleOrigin, ArchiveFormat.Time(chat.CreatedAt), ArchiveFormat.Time(chat.UpdatedAt), chat.IsPinned,
            [.. chat.Tags.Select(tag => tag.Tag.Name).Order(StringComparer.Ordinal)], chat.Settings, chat.Draft, [.. messages.Select(message => Of(message, numbers))],
            chat.ArchivedAt is { } archived ? ArchiveFormat.Time(archived) : null, Number(folders, chat.FolderId), Number(numbers, chat.LeafId));
    }

    private static ArchivedMessage Of(Message message, Dictionary<Guid, int> numbers) => new(
        message.Role, message.State == MessageState.Streaming ? MessageState.Interrupted : message.State, ArchiveFormat.Time(message.CreatedAt),
        message.Text, message.Reasoning, message.ReasoningMilliseconds,
        [.. message.Files.OrderBy(file => file.Position).Select(file => new ArchivedFile(file.File.Name, file.File.MediaType, file.File.Length, file.File.Hash))],
        Number(numbers, message.ParentId), message.FinishedAt is { } finished ? ArchiveFormat.Time(finished) : null,
        message.Model, message.Error, message.Facts, message.Rating, message.RatingReason);

    private static int? Number(Dictionary<Guid, int> numbers, Guid? id) => id is { } known && numbers.TryGetValue(known, out var number) ? number : null;

    private static async Task WriteJson<T>(ZipArchive zip, string name, T value, CancellationToken cancellation)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = ArchiveFormat.EntryTime;
        await using var stream = await entry.OpenAsync(cancellation);
        await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, ArchiveFormat.Json), cancellation);
    }
}
