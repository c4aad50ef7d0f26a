using System.Globalization;
using Zhiyan.Knowledge;

namespace Zhiyan.Server.Libraries;

/// <summary>The addresses of a library's pages.</summary>
internal static class LibraryAddress
{
    public const string All = "/libraries";

    /// <summary>By its name, or by its number where no address holds the name, as verbs may have made one.</summary>
    public static string Of(Library library) => Of(Key(library));

    /// <param name="key">A name as it stands in an address, not escaped.</param>
    public static string Of(string key) => $"{All}/{Uri.EscapeDataString(key)}";

    public static string Part(Library library, string part) => $"{Of(library)}/{part}";

    /// <summary>Where a document shows a range of its text, in UTF-16 units.</summary>
    public static string Document(Library library, long document, int? start = null, int? end = null) =>
        Part(library, FormattableString.Invariant($"documents/{document}") + (start is null ? "" : FormattableString.Invariant($"?start={start}&end={end}#evidence")));

    private static string Key(Library library) => library.Name.AsSpan().ContainsAny('/', '\\') || library.Name is "." or ".." ? library.Id.ToString(CultureInfo.InvariantCulture) : library.Name;
}
