using System.Globalization;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Libraries.Api;
using Zhiyan.Server.Search;

namespace Zhiyan.Server.Libraries;

/// <summary>Where to look and how to read, as the fields of a page say it; an empty one leaves it to the default.</summary>
/// <param name="value">What the field of a name holds.</param>
/// <param name="zone">Minutes that the reader's clock is ahead of UTC: a day is one of theirs.</param>
public sealed class ScopeFields(Func<string, string?> value, int zone)
{
    private static readonly string[] names = ["reading", "path", "kind", "language", "since", "until", "at"];

    public static ScopeFields Of(HttpContext http, Func<string, string?> value) => new(value, ReaderZone.Of(http));

    public string? this[string name] => value(name)?.Trim() is { Length: > 0 } text ? text : null;

    public bool IsFilled => names.Any(name => this[name] is not null);

    /// <summary>Throws an <see cref="ApiException"/> for a field that holds what it cannot.</summary>
    public AskRequest Question(string question) => new(question) { Reading = Named<ReadingMode>("reading") ?? ReadingMode.ByBudget, Within = Search(question) };

    /// <inheritdoc cref="Question"/>
    public SearchRequest Search(string question) => new(question)
    {
        Paths = One("path", path => path.Length <= LibraryScopeRequest.LongestPath),
        Kinds = Named<DocumentKind>("kind") is { } kind ? [kind] : null,
        Languages = One("language", SearchRequest.KnownLanguages.Contains),
        Since = Day("since", ends: false), Until = Day("until", ends: true), At = Day("at", ends: true),
    };

    private string[]? One(string name, Func<string, bool> isRight) => this[name] is not { } text ? null : isRight(text) ? [text] : throw Wrong(name, text);

    private T? Named<T>(string name) where T : struct, Enum => this[name] is { } text ? LibraryJson.Named<T>(text) ?? throw Wrong(name, text) : null;

    /// <summary>When a day begins, or when it ends: what was written on it counts.</summary>
    private DateTimeOffset? Day(string name, bool ends)
    {
        if (this[name] is not { } text) return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1900 or > 2999) throw Wrong(name, text);
        return new DateTimeOffset(day.AddDays(ends ? 1 : 0).ToDateTime(TimeOnly.MinValue), TimeSpan.FromMinutes(zone));
    }

    private static ApiException Wrong(string name, string text) => ApiException.Invalid(name, $"{name} cannot be '{text}'; choose another, or leave it empty.");
}
