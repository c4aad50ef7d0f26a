using System.ComponentModel;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Json;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.Libraries.Api;

/// <summary>The body of POST /v1/libraries. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class NewLibraryRequest(Field body)
{
    [Mandatory, Description("1 to 100 characters; no other library of the server has it.")]
    public string Name { get; } = body["name"].Text() ?? throw body["name"].Missing();
}

/// <summary>The body of POST /v1/libraries/{library}/search. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class LibrarySearchRequest
{
    private const int MostHits = 100, MostLanguages = 20;

    private readonly DateTimeOffset? at;

    public LibrarySearchRequest(Field body)
    {
        Query = body["query"].Text() ?? throw body["query"].Missing();
        if (Query.Length > LibraryAnswers.LongestQuestion) throw body["query"].Wrong($"a text of {LibraryAnswers.LongestQuestion:N0} characters or less");
        Top = body["top"].Count(1, MostHits) ?? 10;
        Mode = body["mode"].Text() ?? "hybrid";
        if (Mode is not ("hybrid" or "words" or "vectors")) throw body["mode"].Wrong("hybrid, words or vectors");
        Below = body["below"].Text();
        Languages = body["languages"].IsMissing ? null : [.. body["languages"].Items(MostLanguages).Select(item => item.Text() ?? throw item.Missing())];
        At = body["at"].Text();
        if (At is not null) at = DateTimeOffset.TryParse(At, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var moment) ? moment : throw body["at"].Wrong("a time such as 2026-03-01T00:00:00Z");
    }

    [Mandatory]
    public string Query { get; }

    [Description("Passages, 1 to 100.")]
    public int Top { get; }

    [Description("hybrid, words or vectors.")]
    public string Mode { get; }

    [Description("Only documents whose path begins so.")]
    public string? Below { get; }

    [Description("Only documents in these languages: zh, en, ja, ko, or zh-Hans and zh-Hant.")]
    public IReadOnlyList<string>? Languages { get; }

    [Description("From the versions that were valid at a time; without it, now.")]
    public string? At { get; }

    public SearchRequest Wish => new(Query)
    {
        Top = Top, Mode = Mode switch { "words" => SearchMode.Words, "vectors" => SearchMode.Vectors, _ => SearchMode.Hybrid }, Below = Below, Languages = Languages, At = at,
    };
}

/// <summary>The body of POST /v1/libraries/{library}/ask. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class LibraryAskRequest
{
    public LibraryAskRequest(Field body)
    {
        Question = body["question"].Text() ?? throw body["question"].Missing();
        Model = body["model"].Text();
        Reading = body["reading"].Text() ?? "by_budget";
        if (Reading is not ("by_budget" or "full_text" or "passages")) throw body["reading"].Wrong("by_budget, full_text or passages");
    }

    [Mandatory]
    public string Question { get; }

    [Description("The model that words the answer; without it, the default one.")]
    public string? Model { get; }

    [Description("by_budget, full_text or passages.")]
    public string Reading { get; }

    public AskRequest Wish => new(Question) { Reading = Reading switch { "full_text" => ReadingMode.FullText, "passages" => ReadingMode.Passages, _ => ReadingMode.ByBudget } };
}
