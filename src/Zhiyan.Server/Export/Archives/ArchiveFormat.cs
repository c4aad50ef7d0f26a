using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Export.Archives;

/// <summary>
/// The format "zhiyan-export", version 1: a zip with chats, all their branches and their files, without anything that belongs to one installation.
/// docs/formats/export.md describes it.
/// </summary>
internal static class ArchiveFormat
{
    public const string Name = "zhiyan-export";
    public const int Version = 1;
    public const string Manifest = "zhiyan.json";

    /// <summary>The only time that an entry can have, so that the same chats give the same bytes.</summary>
    public static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static string ChatName(int number) => $"chats/{number:D4}.json";

    public static string FileName(string hash) => $"files/{hash}";

    /// <summary>Milliseconds of Unix time; what is finer is not kept.</summary>
    public static long Time(DateTime time) => new DateTimeOffset(time).ToUnixTimeMilliseconds();

    public static DateTime Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
}

/// <summary>The entry zhiyan.json. Folders are numbered from 1 by their place here.</summary>
internal sealed record ArchiveManifest(string Format, int Version, IReadOnlyList<ArchivedFolder> Folders, IReadOnlyList<ArchivedPrompt> Prompts);

internal sealed record ArchivedFolder(string Name, long CreatedAt);

internal sealed record ArchivedPrompt(string Name, string Text, long UpdatedAt);

/// <summary>An entry chats/0001.json. Messages are numbered from 1 by their place here.</summary>
internal sealed record ArchivedChat(
    string Title, TitleOrigin TitleOrigin, long CreatedAt, long UpdatedAt, bool Pinned, IReadOnlyList<string> Tags, ChatSettings Settings, string Draft, IReadOnlyList<ArchivedMessage> Messages,
    long? ArchivedAt = null, int? Folder = null, int? Leaf = null);

/// <param name="Parent">The number of what it answers; absent for a first message.</param>
internal sealed record ArchivedMessage(
    Speaker Role, MessageState State, long CreatedAt, string Text, string Reasoning, long ReasoningMs, IReadOnlyList<ArchivedFile> Files,
    int? Parent = null, long? FinishedAt = null, string? Model = null, string? Error = null, ReplyFacts? Facts = null, int? Rating = null, string? RatingReason = null);

/// <summary>A file of a message; its bytes are the entry files/ with its hash.</summary>
internal sealed record ArchivedFile(string Name, string MediaType, long Length, string Sha256);
