using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Files;
using Zhiyan.Server.Json;
using Zhiyan.Server.Organise;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Export.Archives;

/// <summary>
/// An archive that somebody brought, checked as a whole before any of it is used: names, sizes and hashes of entries, then every value. What it
/// unpacks to is counted while it is unpacked; an entry's own word for its size counts for nothing. Throws an <see cref="ApiException"/> that
/// names the entry and the field.
/// </summary>
internal sealed partial class ArchiveReader : IDisposable
{
    public const int MaxEntries = 100_000;
    public const int MaxMessages = 100_000;
    public const long MaxJsonBytes = 256L << 20;
    public const long MaxBytesOfAll = 8L << 30;

    /// <summary>An archive may unpack to this many times its own size. What is below <see cref="MaxPlainBytes"/> harms nobody.</summary>
    private const int MaxRatio = 100;

    private const long MaxPlainBytes = 64L << 20;

    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
    private readonly long room;
    private long unpacked;

    private ArchiveReader(Stream content)
    {
        try
        {
            zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MaxEntries) throw Wrong(null, $"it has {zip.Entries.Count:N0} entries; {MaxEntries:N0} are possible.");
        }
        catch (InvalidDataException error)
        {
            throw NoArchive(error);
        }
        room = Math.Min(MaxBytesOfAll, Math.Max(MaxPlainBytes, content.Length * MaxRatio));
        Manifest = new ArchiveManifest("", 0, [], []);
    }

    public ArchiveManifest Manifest { get; private set; }

    /// <summary>The number of chats.</summary>
    public int Chats { get; private set; }

    /// <summary>Checks all of it, and takes as long as reading all of it.</summary>
    public static async Task<ArchiveReader> Open(Stream content, CancellationToken cancellation)
    {
        var reader = new ArchiveReader(content);
        try
        {
            await reader.Check(cancellation);
        }
        catch (InvalidDataException error)
        {
            reader.Dispose();
            throw NoArchive(error);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
        reader.unpacked = 0;        // it is read a second time
        return reader;
    }

    public async Task<ArchivedChat> ReadChat(int number, CancellationToken cancellation) => await ReadJson<ArchivedChat>(ArchiveFormat.ChatName(number), cancellation);

    public async Task<byte[]> ReadFile(string hash, CancellationToken cancellation) => await Unpack(ArchiveFormat.FileName(hash), FileStore.MaxBytes, cancellation);

    public void Dispose() => zip.Dispose();

    private async Task Check(CancellationToken cancellation)
    {
        foreach (var entry in zip.Entries)
        {
            if (!EntryName().IsMatch(entry.FullName)) throw Wrong(null, $"it has an entry '{Field.Shorten(entry.FullName)}', which this format does not know.");
            if (!entries.TryAdd(entry.FullName, entry)) throw Wrong(entry.FullName, "it is there twice.");
        }
        Manifest = await ReadJson<ArchiveManifest>(ArchiveFormat.Manifest, cancellation);
        Check(Manifest);
        while (entries.ContainsKey(ArchiveFormat.ChatName(Chats + 1))) Chats++;
        var files = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var number = 1; number <= Chats; number++) Check(ArchiveFormat.ChatName(number), await ReadChat(number, cancellation), files);
        foreach (var (hash, length) in files)
        {
            var name = ArchiveFormat.FileName(hash);
            var bytes = await ReadFile(hash, cancellation);
            if (bytes.Length != length) throw Wrong(name, $"it has {bytes.Length:N0} bytes; the message that it belongs to says {length:N0}.");
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != hash) throw Wrong(name, "its content is not what its name says.");
        }
        if (entries.Count != 1 + Chats + files.Count)
        {
            var known = new HashSet<string>([ArchiveFormat.Manifest, .. Enumerable.Range(1, Chats).Select(ArchiveFormat.ChatName), .. files.Keys.Select(ArchiveFormat.FileName)]);
            throw Wrong(entries.Keys.First(name => !known.Contains(name)), "nothing in the archive refers to it; chats are numbered without a gap.");
        }
    }

    private static void Check(ArchiveManifest manifest)
    {
        const string entry = ArchiveFormat.Manifest;
        if (manifest.Format != ArchiveFormat.Name) throw Wrong(entry, $"format is '{Field.Shorten(manifest.Format)}'; it must be {ArchiveFormat.Name}.");
        if (manifest.Version != ArchiveFormat.Version) throw Wrong(entry, $"version is {manifest.Version}; this program reads version {ArchiveFormat.Version}. A newer one may read it.");
        if (manifest.Folders.Count > Folders.MaxOfAll) throw Wrong(entry, $"folders has {manifest.Folders.Count:N0} items; {Folders.MaxOfAll:N0} are possible.");
        if (manifest.Prompts.Count > SavedPrompts.MaxOfAll) throw Wrong(entry, $"prompts has {manifest.Prompts.Count:N0} items; {SavedPrompts.MaxOfAll:N0} are possible.");
        for (var at = 0; at < manifest.Folders.Count; at++)
        {
            var folder = manifest.Folders[at];
            Text(entry, $"folders[{at}].name", folder.Name, 1, Folders.MaxName);
            Time(entry, $"folders[{at}].created_at", folder.CreatedAt);
        }
        for (var at = 0; at < manifest.Prompts.Count; at++)
        {
            var prompt = manifest.Prompts[at];
            if (!SavedPrompts.IsName(prompt.Name)) throw Wrong(entry, $"prompts[{at}].name has 1 to {SavedPrompts.MaxName} characters, without spaces and slashes.");
            Text(entry, $"prompts[{at}].text", prompt.Text, 1, SavedPrompts.MaxText);
            Time(entry, $"prompts[{at}].updated_at", prompt.UpdatedAt);
        }
        Distinct(entry, "folders", manifest.Folders.Select(folder => folder.Name), StringComparer.OrdinalIgnoreCase);
        Distinct(entry, "prompts", manifest.Prompts.Select(prompt => prompt.Name), StringComparer.Ordinal);
    }

    private void Check(string entry, ArchivedChat chat, Dictionary<string, long> files)
    {
        Text(entry, "title", chat.Title, 0, Conversations.MaxTitle);
        Text(entry, "draft", chat.Draft, 0, 200_000);
        Time(entry, "created_at", chat.CreatedAt);
        Time(entry, "updated_at", chat.UpdatedAt);
        Time(entry, "archived_at", chat.ArchivedAt);
        if (chat.Folder is { } folder && (folder < 1 || folder > Manifest.Folders.Count)) throw Wrong(entry, $"folder is {folder}; {ArchiveFormat.Manifest} has {Manifest.Folders.Count}.");
        if (chat.Tags.Count > ChatTags.MaxOfChat) throw Wrong(entry, $"tags has {chat.Tags.Count:N0} items; {ChatTags.MaxOfChat} are possible.");
        for (var at = 0; at < chat.Tags.Count; at++) Text(entry, $"tags[{at}]", chat.Tags[at], 1, ChatTags.MaxName);
        Distinct(entry, "tags", chat.Tags, StringComparer.OrdinalIgnoreCase);
        try
        {
            new ChatChange(Settings: chat.Settings).Require();
        }
        catch (ApiException error)
        {
            throw Wrong(entry, error.Message);
        }
        if (chat.Messages.Count > MaxMessages) throw Wrong(entry, $"messages has {chat.Messages.Count:N0} items; {MaxMessages:N0} are possible.");
        if (chat.Leaf is { } leaf && (leaf < 1 || leaf > chat.Messages.Count)) throw Wrong(entry, $"leaf is {leaf}; there are {chat.Messages.Count:N0} messages.");
        for (var at = 0; at < chat.Messages.Count; at++) Check(entry, $"messages[{at}]", chat.Messages[at], chat.Messages.Count, files);
        CheckTree(entry, chat.Messages);
    }

    private static void Check(string entry, string path, ArchivedMessage message, int count, Dictionary<string, long> files)
    {
        if (message.State == MessageState.Streaming) throw Wrong(entry, $"{path}.state is streaming; what was never finished is interrupted.");
        Text(entry, $"{path}.text", message.Text, 0, Conversations.MaxText);
        Text(entry, $"{path}.reasoning", message.Reasoning, 0, Conversations.MaxText);
        Text(entry, $"{path}.model", message.Model, 0, 500);
        Text(entry, $"{path}.error", message.Error, 0, 10_000);
        Text(entry, $"{path}.rating_reason", message.RatingReason, 0, 2_000);
        Text(entry, $"{path}.facts.finish_reason", message.Facts?.FinishReason, 0, 100);
        Text(entry, $"{path}.facts.fault.code", message.Facts?.Fault?.Code, 0, 100);
        Text(entry, $"{path}.facts.fault.provider", message.Facts?.Fault?.Provider, 0, 100);
        Text(entry, $"{path}.facts.fault.said", message.Facts?.Fault?.Said, 0, 1_000);
        Time(entry, $"{path}.created_at", message.CreatedAt);
        Time(entry, $"{path}.finished_at", message.FinishedAt);
        if (message.ReasoningMs < 0) throw Wrong(entry, $"{path}.reasoning_ms is below 0.");
        if (message.Rating is not (null or 1 or -1)) throw Wrong(entry, $"{path}.rating is {message.Rating}; it is 1, -1 or absent.");
        if (message.Parent is { } parent && (parent < 1 || parent > count)) throw Wrong(entry, $"{path}.parent is {parent}; there are {count:N0} messages.");
        if (message.Files.Count > Conversations.MaxFiles) throw Wrong(entry, $"{path}.files has {message.Files.Count:N0} items; {Conversations.MaxFiles} are possible.");
        for (var at = 0; at < message.Files.Count; at++)
        {
            var file = message.Files[at];
            Text(entry, $"{path}.files[{at}].name", file.Name, 1, 1_000);
            Text(entry, $"{path}.files[{at}].media_type", file.MediaType, 1, 200);
            if (!Hash().IsMatch(file.Sha256)) throw Wrong(entry, $"{path}.files[{at}].sha256 is not 64 hexadecimal digits in lower case.");
            if (file.Length is < 1 or > FileStore.MaxBytes) throw Wrong(entry, $"{path}.files[{at}].length is {file.Length:N0}; 1 to {FileStore.MaxBytes:N0} are possible.");
            if (files.TryGetValue(file.Sha256, out var length) && length != file.Length) throw Wrong(entry, $"{path}.files[{at}].length is {file.Length:N0}; elsewhere the same file has {length:N0}.");
            files[file.Sha256] = file.Length;
        }
    }

    /// <summary>Every message comes down from a first one.</summary>
    private static void CheckTree(string entry, IReadOnlyList<ArchivedMessage> messages)
    {
        var settled = new int[messages.Count];      // 0 for not seen; else the walk that saw it, and the walks before it ended well
        for (var at = 0; at < messages.Count; at++)
        {
            int? here = at;
            while (here is { } now && settled[now] == 0)
            {
                settled[now] = at + 1;
                here = messages[now].Parent - 1;
                if (here is { } next && settled[next] == at + 1) throw Wrong(entry, $"messages[{at}].parent leads back to itself.");
            }
        }
    }

    private async Task<T> ReadJson<T>(string name, CancellationToken cancellation)
    {
        var bytes = await Unpack(name, MaxJsonBytes, cancellation);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, ArchiveFormat.Json) ?? throw Wrong(name, "it is null.");
        }
        catch (JsonException error)
        {
            var path = error.Path is { Length: > 2 } known && known.StartsWith("$.", StringComparison.Ordinal) ? known[2..] : "the document";
            throw Wrong(name, $"{Field.Shorten(path)}, line {error.LineNumber + 1}, is not what the format says.");
        }
        catch (InvalidOperationException)       // half a surrogate pair, by escapes
        {
            throw Wrong(name, "it holds text that is no Unicode.");
        }
    }

    private async Task<byte[]> Unpack(string name, long most, CancellationToken cancellation)
    {
        if (!entries.TryGetValue(name, out var entry)) throw Wrong(null, $"the entry {name} is missing.");
        await using var stream = await entry.OpenAsync(cancellation);
        using var memory = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            unpacked += read;
            if (memory.Length + read > most) throw Wrong(name, $"it is larger than {most:N0} bytes.");
            if (unpacked > room) throw Wrong(name, $"the archive unpacks to more than {room:N0} bytes, which is more than chats do.");
            memory.Write(buffer, 0, read);
        }
        return memory.ToArray();
    }

    private static void Text(string entry, string path, string? text, int least, int most)
    {
        if (text is null) return;
        if (text.Length < least || text.Length > most) throw Wrong(entry, string.Create(CultureInfo.InvariantCulture, $"{path} has {text.Length:N0} characters; {least:N0} to {most:N0} are possible."));
        if (text.Contains('\0')) throw Wrong(entry, $"{path} holds a character 0.");
    }

    private static void Time(string entry, string path, long? time)
    {
        if (time is < 0 or > 253_402_300_799_000) throw Wrong(entry, $"{path} is {time}; it is in milliseconds since 1970 in UTC.");
    }

    private static void Distinct(string entry, string path, IEnumerable<string> names, StringComparer comparer)
    {
        if (names.GroupBy(name => name, comparer).FirstOrDefault(same => same.Skip(1).Any()) is { } twice) throw Wrong(entry, $"{path} has '{Field.Shorten(twice.Key)}' twice.");
    }

    private static ApiException Wrong(string? entry, string why) => ApiException.Invalid(entry ?? "archive", $"this archive cannot be taken in: {(entry is null ? "" : $"{entry}: ")}{why}", "invalid_archive");

    private static ApiException NoArchive(InvalidDataException error) => Wrong(null, $"it is no whole zip file ({error.Message})");

    [GeneratedRegex(@"^(zhiyan\.json|chats/(?!0000)[0-9]{4,6}\.json|files/[0-9a-f]{64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex EntryName();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();
}
