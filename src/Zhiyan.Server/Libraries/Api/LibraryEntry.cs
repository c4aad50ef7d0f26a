using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Libraries;

namespace Zhiyan.Server.Libraries.Api;

/// <summary>The libraries that a caller may read.</summary>
internal sealed record LibraryList(IReadOnlyList<LibraryEntry> Data)
{
    public string Object => "list";
}

/// <summary>A library, and how far it is taken in.</summary>
/// <param name="IsYours">The caller may change it.</param>
/// <param name="Audience">private, people or everyone.</param>
/// <param name="Documents">Files that can be searched.</param>
/// <param name="Failed">Files that could not be read.</param>
/// <param name="Vectors">How many of the passages are found by meaning, too.</param>
/// <param name="Stage">idle, paused, waiting, reading, vectors or reindexing.</param>
/// <param name="Fault">Why it could not be brought up to date the last time, or does not go on at the moment.</param>
internal sealed record LibraryEntry(
    string Name, bool IsYours, string Audience, int Documents, int Failed, int Passages, int Vectors, string Stage, int Done, int All, string? Fault)
{
    public string Object => "library";

    public static LibraryEntry Of(Library library, LibraryReader reader, LibraryActivity activity)
    {
        var (readable, failed) = library.Counts;
        var (passages, vectors) = library.Progress;
        return new(
            library.Name, reader.Owns(library.Settings), LibraryJson.Name(library.Settings.Audience), readable, failed, passages, vectors, LibraryJson.Name(activity.Stage), activity.Done, activity.All, activity.Fault ?? activity.Delay?.ToString());
    }
}

internal sealed record LibraryDeleted(string Name, bool Deleted);

/// <summary>What is valid now in a library, archives and files that could not be read included.</summary>
internal sealed record LibraryDocumentList(IReadOnlyList<LibraryDocument> Data)
{
    public string Object => "list";
}

/// <summary>A document of a library.</summary>
/// <param name="Document">Its path below the library's folder.</param>
/// <param name="Status">readable, failed or archive.</param>
/// <param name="Error">Why it could not be read.</param>
internal sealed record LibraryDocument(
    long Id, string Document, string Status, string? Error, IReadOnlyList<string> Warnings, string? Title, string? Language, int? Pages, int Characters, long Bytes, DateTimeOffset Modified)
{
    public static LibraryDocument Of(DocumentEntry entry) => new(
        entry.Id, entry.Path, LibraryJson.Name(entry.State), entry.Fault?.ToString(), [.. entry.Warnings.Select(warning => warning.ToString())], entry.Title, entry.Language, entry.Pages, entry.Characters, entry.Bytes, entry.Modified);
}

internal sealed record LibraryFile(string Document);

/// <summary>What was read from a document: offsets elsewhere count code points of this text.</summary>
internal sealed record LibraryText(long Id, string Document, string? Title, string Text);
