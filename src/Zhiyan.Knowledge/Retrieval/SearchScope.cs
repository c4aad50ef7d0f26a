using Zhiyan.Knowledge.Libraries;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>The documents that a request looks into.</summary>
internal static class SearchScope
{
    public static IEnumerable<DocumentEntry> Of(IEnumerable<DocumentEntry> documents, SearchRequest request, DateTimeOffset now)
    {
        var at = request.At ?? now;
        var patterns = request.Paths?.Select(pattern => new PathPattern(pattern)).ToList();
        return documents.Where(entry => entry.IsValidAt(at)
            && (request.Documents is null || request.Documents.Contains(entry.Id))
            && (request.Since is null || entry.Modified >= request.Since)
            && (request.Until is null || entry.Modified < request.Until)
            && (request.Kinds is null || request.Kinds.Contains(DocumentKinds.Of(entry.Path)))
            && (request.Languages is null || request.Languages.Any(language => Is(entry.Language, language)))
            && (patterns is null || patterns.Any(pattern => pattern.Fits(entry.Path))));
    }

    private static bool Is(string? language, string wanted) => language is not null && (language == wanted || language.StartsWith(wanted + "-", StringComparison.Ordinal));
}
