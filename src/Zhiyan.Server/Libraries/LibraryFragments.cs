using Microsoft.AspNetCore.Http.HttpResults;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Files;
using Zhiyan.Server.Json;
using Zhiyan.Server.Libraries.Api;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Libraries;

/// <summary>What the scripts of the libraries' pages ask for: files taken, pieces of pages, an answer, a document's original, and where a range of it stands on its page.</summary>
internal static class LibraryFragments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPageApi("/api/libraries").MapPost("/{library}/files", Upload).DisableAntiforgery();     // the token is checked by the group, by header
        routes.MapPageApi("/api/libraries").MapGet("/{library}/documents/{document:long}/places", Places);
        var fragments = routes.MapPageApi("/fragments/libraries");
        fragments.MapGet("/{library}/documents", Documents);
        fragments.MapPost("/{library}/ask", Ask);
        fragments.MapPost("/{library}/recheck", Recheck);
        fragments.MapGet("/{library}/documents/{document:long}", Text);
        routes.MapPageApi(LibraryAddress.All).MapGet("/{library}/files/{document:long}", Original);
    }

    private static async Task<IResult> Upload(HttpContext http, Shelf shelf, string library, string path, DateTimeOffset? modified) =>
        Wire.Answer(new LibraryFile(await LibraryEndpoints.Receive(http, shelf, LibraryReader.Of(http), library, path, modified)), StatusCodes.Status202Accepted);

    private static IResult Documents(HttpContext http, Shelf shelf, string library, int? from, bool? failed) =>
        new RazorComponentResult<LibraryDocuments>(new { Library = shelf.Find(LibraryReader.Of(http), library), From = from ?? 0, OnlyFailed = failed is true });

    private static async Task<IResult> Ask(HttpContext http, Shelf shelf, LibraryAnswers answers, string library)
    {
        using var body = await JsonBody.Read(http.Request);
        var found = shelf.Find(LibraryReader.Of(http), library);
        var question = body.Root["question"].Text() ?? "";
        var answer = await answers.Ask(found, ScopeFields.Of(http, name => body.Root[name].Text()).Question(question), null, http.RequestAborted);
        return new RazorComponentResult<AnswerView>(new { Library = found, Answer = answer, Question = question });
    }

    /// <summary>An answer that a page kept, as it is now.</summary>
    private static async Task<IResult> Recheck(HttpContext http, Shelf shelf, string library)
    {
        using var body = await JsonBody.Read(http.Request);
        var found = shelf.Find(LibraryReader.Of(http), library);
        var answer = await LibraryEndpoints.Rechecked(found, body.Root["answer"], http.RequestAborted);
        return new RazorComponentResult<AnswerView>(new { Library = found, Answer = answer, Question = body.Root["question"].Text() ?? "" });
    }

    private static IResult Text(HttpContext http, Shelf shelf, string library, long document, int? start, int? end)
    {
        var (found, entry) = shelf.Document(LibraryReader.Of(http), library, document);
        return new RazorComponentResult<DocumentText>(new { Library = found, Entry = entry, Start = start, End = end });
    }

    /// <summary>The pages of a document, and the boxes of a range of its text.</summary>
    private static IResult Places(HttpContext http, Shelf shelf, LibraryFiles files, string library, long document, int start, int end)
    {
        var (found, entry) = shelf.Document(LibraryReader.Of(http), library, document);
        if (entry.State is not DocumentState.Readable) throw Shelf.NoDocument();
        return Wire.Answer(DocumentPlaces.Of(found.Read(entry.Id), start, end, files.PlaceOf(found, entry) is not null && DocumentPlaces.IsShown(entry)));
    }

    private static IResult Original(HttpContext http, Shelf shelf, LibraryFiles files, string library, long document)
    {
        var (found, entry) = shelf.Document(LibraryReader.Of(http), library, document);
        var place = files.PlaceOf(found, entry) ?? throw Shelf.NoDocument();
        Attachment.Announce(http.Response, entry.Path[(entry.Path.LastIndexOf('/') + 1)..]);
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.File(place, MediaTypes.Unknown, enableRangeProcessing: true);
    }
}
