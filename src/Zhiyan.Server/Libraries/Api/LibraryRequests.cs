using System.ComponentModel;
using System.Globalization;
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

/// <summary>Which documents count, as the bodies of a search and of a question say it.</summary>
internal abstract class LibraryScopeRequest
{
    public const int LongestPath = 500;

    private const int MostItems = 20;

    private static readonly string[] kinds = [.. LibraryJson.Names<DocumentKind>()];

    private readonly DateTimeOffset? at, since, until;

    protected LibraryScopeRequest(Field body)
    {
        Documents = Texts(body["documents"], text => text.Length is > 0 and <= LongestPath, $"a path or pattern of 1 to {LongestPath} characters");
        Kinds = Texts(body["kinds"], kinds.Contains, $"one of {string.Join(", ", kinds)}");
        Languages = Texts(body["languages"], SearchRequest.KnownLanguages.Contains, $"one of {string.Join(", ", SearchRequest.KnownLanguages)}");
        (At, at) = Moment(body["at"]);
        (Since, since) = Moment(body["since"]);
        (Until, until) = Moment(body["until"]);
    }

    [Description("Only these documents: a path, a folder with all that is in it, or a pattern, in which * is any part of a name, ** any folders, ? a character.")]
    public IReadOnlyList<string>? Documents { get; }

    [Description("Only documents of these kinds: text, pdf, word, sheet, slides, book, web_page, mail, picture.")]
    public IReadOnlyList<string>? Kinds { get; }

    [Description("Only documents in these languages: zh, en, ja, ko, or zh-Hans and zh-Hant.")]
    public IReadOnlyList<string>? Languages { get; }

    [Description("From the versions that were valid at a time; without it, now.")]
    public string? At { get; }

    [Description("Only documents that were last written at this time or later.")]
    public string? Since { get; }

    [Description("Only documents that were last written before this time.")]
    public string? Until { get; }

    protected SearchRequest Scope(string question) => new(question)
    {
        Paths = Documents, Kinds = Kinds is null ? null : [.. Kinds.Select(kind => LibraryJson.Named<DocumentKind>(kind)!.Value)], Languages = Languages, At = at, Since = since, Until = until,
    };

    private static IReadOnlyList<string>? Texts(Field field, Func<string, bool> isRight, string must) => field.IsMissing ? null :
        [.. field.Items(MostItems).Select(item => item.Text() is not { } text ? throw item.Missing() : isRight(text) ? text : throw item.Wrong(must))];

    private static (string?, DateTimeOffset?) Moment(Field field)
    {
        if (field.Text() is not { } text) return (null, null);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? (text, moment) : throw field.Wrong("a time such as 2026-03-01T00:00:00Z");
    }
}

/// <summary>The body of POST /v1/libraries/{library}/search. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class LibrarySearchRequest : LibraryScopeRequest
{
    private const int MostHits = 100;

    public LibrarySearchRequest(Field body) : base(body)
    {
        Query = body["query"].Text() is { } query && !string.IsNullOrWhiteSpace(query) ? query : throw body["query"].Missing();
        if (Query.Length > LibraryAnswers.LongestQuestion) throw body["query"].Wrong($"a text of {LibraryAnswers.LongestQuestion:N0} characters or less");
        Top = body["top"].Count(1, MostHits) ?? 10;
        Mode = body["mode"].Text() ?? "hybrid";
        if (Mode is not ("hybrid" or "words" or "vectors")) throw body["mode"].Wrong("hybrid, words or vectors");
        Rerank = body["rerank"].Flag();
        Context = body["context"].Flag() ?? false;
    }

    [Mandatory]
    public string Query { get; }

    [Description("Passages, 1 to 100.")]
    public int Top { get; }

    [Description("hybrid, words or vectors.")]
    public string Mode { get; }

    [Description("Put the first eight in the order of a model that reads them: a reranker where one is installed, else the chat model. Without this member, a hybrid search does so where a reranker is installed. `rank_before` and `rerank_score` tell what came of it.")]
    public bool? Rerank { get; }

    [Description("Tell of each passage its headings, its section, and the passages before and after it.")]
    public bool Context { get; }

    public SearchRequest Wish => Scope(Query) with { Top = Top, Mode = Mode switch { "words" => SearchMode.Words, "vectors" => SearchMode.Vectors, _ => SearchMode.Hybrid } };
}

/// <summary>The body of POST /v1/libraries/{library}/ask. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class LibraryAskRequest : LibraryScopeRequest
{
    public LibraryAskRequest(Field body) : base(body)
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

    public AskRequest Wish => new(Question)
    {
        Reading = Reading switch { "full_text" => ReadingMode.FullText, "passages" => ReadingMode.Passages, _ => ReadingMode.ByBudget }, Within = Scope(Question),
    };
}
