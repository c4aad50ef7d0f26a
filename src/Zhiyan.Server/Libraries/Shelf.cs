using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Libraries.Reading;
using Zhiyan.Server.Sharing;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Libraries;

/// <summary>
/// The libraries of this server as somebody has them. Every method is given who asks: what they may not read is not there, and what is another's they do not change. Throws an
/// <see cref="ApiException"/>. Thread-safe.
/// </summary>
internal sealed class Shelf(KnowledgeHost host, LibraryFiles files, LibraryWork work, ReadWork reads, StoreFactory store)
{
    /// <summary>Libraries of this server.</summary>
    public const int Most = 1_000;

    public const int LongestName = 100;

    private readonly SemaphoreSlim making = new(1);

    public IReadOnlyList<Library> List(LibraryReader reader) => !host.IsThere ? []
        : [.. host.Base.All.Where(library => reader.MayRead(library.Settings)).OrderBy(library => library.Name, StringComparer.CurrentCultureIgnoreCase)];

    /// <summary>By its name, or by its number where an address could not hold the name; null where there is nothing for them.</summary>
    public Library? TryFind(LibraryReader reader, string key)
    {
        if (!host.IsThere) return null;
        var found = host.Base.Find(key) ?? (long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? List(reader).FirstOrDefault(library => library.Id == id) : null);
        return found is not null && reader.MayRead(found.Settings) ? found : null;
    }

    public Library Find(LibraryReader reader, string key) => TryFind(reader, key) ?? throw new ApiException(ApiError.NotFound(null, "there is no such library; it may have been deleted.", "library_not_found"));

    /// <summary>One that they may change.</summary>
    public Library Own(LibraryReader reader, string key)
    {
        var library = Find(reader, key);
        return reader.Owns(library.Settings) ? library : throw new ApiException(ApiError.Forbidden("only its owner changes a library.", "library_not_yours"));
    }

    /// <summary>A new one, for its maker alone.</summary>
    public async Task<Library> Create(LibraryReader reader, string name)
    {
        name = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (name.Length is 0 or > LongestName || name.Any(letter => char.IsControl(letter) || letter is '/' or '\\' or '\uFFFD') || name.All(letter => char.IsAsciiDigit(letter) || letter == '.'))
            throw ApiException.Invalid("name", $"a library's name has 1 to {LongestName} characters, no slash, and is more than a number.", "library_name");
        await making.WaitAsync();
        try
        {
            if (host.Base.Find(name) is not null) throw new ApiException(ApiError.Conflict($"there is a library '{name}' on this server already; take another name.", "library_name_taken"));
            if (host.Base.Names().Count >= Most) throw ApiException.Invalid(null, $"{Most:N0} libraries are possible on a server; delete one first.", "libraries_full");
            var library = host.Base.FindOrCreate(name);
            library.Change(settings => settings with { Owner = reader.Person });
            return library;
        }
        finally
        {
            making.Release();
        }
    }

    /// <summary>The library and the files that were put into it go; a folder of the machine that it was made from stays.</summary>
    public Task Delete(LibraryReader reader, string key) => Delete(Own(reader, key));

    /// <summary>Everything of somebody who goes.</summary>
    public async Task Forget(Guid owner)
    {
        if (!host.IsThere) return;
        foreach (var library in host.Base.All)
        {
            if (library.Settings.Owner == owner) await Delete(library);
            else if (library.Settings.People.Contains(owner)) library.Change(settings => settings with { People = [.. settings.People.Where(person => person != owner)] });
        }
    }

    /// <summary>Says who may read it.</summary>
    /// <param name="names">User names, where it is for some people.</param>
    public async Task Share(LibraryReader reader, string key, LibraryAudience audience, IReadOnlyList<string> names)
    {
        var library = Own(reader, key);
        if (names.Count > Shares.MaxPeople) throw ApiException.Invalid("people", $"a library may be for {Shares.MaxPeople} people; share it with everybody instead.", "people_many");
        if (audience is LibraryAudience.People && names.Count == 0) throw ApiException.Invalid("people", "people is empty; say who may read the library.", "people_missing");
        await using var context = store.Open();
        var people = audience is LibraryAudience.People ? await Shares.Find(context, names) : [];
        library.Change(settings => settings with { Audience = audience, People = people });
    }

    /// <summary>The user names of those whom it is shared with.</summary>
    public async Task<IReadOnlyList<string>> ReadersOf(Library library)
    {
        var ids = library.Settings.People;
        await using var context = store.Open();
        return await context.Users.Where(person => ids.Contains(person.Id)).Select(person => person.UserName ?? "").OrderBy(name => name).ToListAsync();
    }

    /// <summary>What its owner is called; null for one without.</summary>
    public async Task<string?> OwnerOf(Library library)
    {
        if (library.Settings.Owner is not { } owner) return null;
        await using var context = store.Open();
        return await context.Users.Where(person => person.Id == owner).Select(person => person.DisplayName).FirstOrDefaultAsync();
    }

    /// <summary>Keeps a file that was uploaded, and has it taken in. Gives its path.</summary>
    public async Task<string> Add(LibraryReader reader, string key, string path, Stream content, CancellationToken cancellation, DateTimeOffset? modified = null)
    {
        var library = Own(reader, key);
        var kept = await files.Add(library.Id, path, content, modified, cancellation);
        library.AddSource(files.FolderOf(library.Id));
        work.Request(library);
        return kept;
    }

    /// <summary>Takes in a folder of this machine, and keeps in step with it whenever it is synced; only for whoever runs the server.</summary>
    public void TakeIn(LibraryReader reader, string key, string place)
    {
        var library = Own(reader, key);
        if (!reader.IsAdmin) throw new ApiException(ApiError.Forbidden("only whoever runs the server takes in its folders.", "admin_only"));
        var full = Path.IsPathFullyQualified(place) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(place)) : "";
        if (full.Length == 0 || !Directory.Exists(full) && !File.Exists(full)) throw ApiException.Invalid("place", $"'{place}' is no folder or file of the machine that the server runs on; give its full path.", "place_missing");
        if (host.DataFolder is { } data && (IsWithin(full, Path.GetFullPath(data)) || IsWithin(Path.GetFullPath(data), full)))
            throw ApiException.Invalid("place", "the server's own data folder is not taken in; choose a folder beside it.", "place_own");
        library.AddSource(full);
        work.Request(library);
    }

    /// <summary>Takes a document away that was uploaded.</summary>
    public void Remove(LibraryReader reader, string key, long document)
    {
        var library = Own(reader, key);
        if (library.FindDocument(document) is not { } entry || !files.Remove(library, entry)) throw NoDocument();
        work.Request(library);
    }

    /// <summary>A document of a library that they may read.</summary>
    public (Library Library, DocumentEntry Entry) Document(LibraryReader reader, string key, long document)
    {
        var library = Find(reader, key);
        return (library, library.FindDocument(document) ?? throw NoDocument());
    }

    public static ApiException NoDocument() => new(ApiError.NotFound(null, "there is no such document; it may have been taken away.", "document_not_found"));

    private async Task Delete(Library library)
    {
        library.Change(settings => settings with { IsPaused = true });
        await work.End(library);
        await reads.End(library);
        host.Base.Delete(library.Name);
        files.Forget(library.Id);
    }

    private static bool IsWithin(string inner, string outer) => inner == outer || inner.StartsWith(outer + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
