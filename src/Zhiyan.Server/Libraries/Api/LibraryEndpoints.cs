using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.People;

namespace Zhiyan.Server.Libraries.Api;

/// <summary>/v1/libraries: documents in, passages and checked answers out, for whoever's key or machine it is.</summary>
internal static class LibraryEndpoints
{
    private const string Places = "Places are counted in code points of the document's text.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var libraries = routes.MapGroup("/v1/libraries").WithTags("Libraries");
        libraries.MapGet("", List).WithSummary("List libraries").WithDescription("Your own and those that are shared with you.").Produces<LibraryList>();
        libraries.MapPost("", Create).WithSummary("Make a library").Accepts<NewLibraryRequest>("application/json").Produces<LibraryEntry>(201).Produces<ErrorResponse>(400).Produces<ErrorResponse>(409);
        libraries.MapGet("/{library}", Get).WithSummary("Look at a library").WithDescription("And at how far it is taken in.").Produces<LibraryEntry>().Produces<ErrorResponse>(404);
        libraries.MapDelete("/{library}", Delete).WithSummary("Delete a library").WithDescription("With the files that were put into it.").Produces<LibraryDeleted>().Produces<ErrorResponse>(404);
        libraries.MapGet("/{library}/documents", Documents).WithSummary("List documents").WithDescription("With their status and, where they could not be read, why.").Produces<LibraryDocumentList>().Produces<ErrorResponse>(404);
        libraries.MapPost("/{library}/documents", Upload).WithSummary("Put a document in")
            .WithDescription("The body is the file; `path` is its name, with its folders before it; `modified` says when it was last written. It is kept when the answer comes, and read behind its back.")
            .Accepts<Stream>("application/octet-stream", "*/*").Produces<LibraryFile>(202).Produces<ErrorResponse>(400).Produces<ErrorResponse>(413);
        libraries.MapGet("/{library}/documents/{document:long}/text", Text).WithSummary("Read what was read from a document").Produces<LibraryText>().Produces<ErrorResponse>(404);
        libraries.MapPost("/{library}/sync", Sync).WithSummary("Bring a library to what its folders hold").Produces<LibraryEntry>(202).Produces<ErrorResponse>(404);
        libraries.MapPost("/{library}/reindex", Reindex).WithSummary("Have a library's index made anew").WithDescription("From the texts that were read; the old one is searched until it is done.")
            .Produces<LibraryEntry>(202).Produces<ErrorResponse>(404);
        libraries.MapPost("/{library}/search", Search).WithSummary("Find passages").WithDescription($"`hits` has document, page, start, end, score and text, the best first. {Places}")
            .Accepts<LibrarySearchRequest>("application/json").Produces<JsonObject>().Produces<ErrorResponse>(400).Produces<ErrorResponse>(404);
        libraries.MapPost("/{library}/ask", Ask).WithSummary("Ask a question")
            .WithDescription($"The answer is claims, each with its verdict (supported, partly, contradicted, not_found, unreachable), its confidence and its evidence: document, page, start, end and quote. "
                + $"`abstained` says that the documents do not answer. {Places}")
            .Accepts<LibraryAskRequest>("application/json").Produces<JsonObject>().Produces<ErrorResponse>(400).Produces<ErrorResponse>(404).Produces<ErrorResponse>(503);
        libraries.MapPost("/{library}/recheck", Recheck).WithSummary("Check an answer's sources again")
            .WithDescription("The body is an answer as `ask` gave it. It comes back with each quote where it stands now; `unreachable` on evidence says why a quote cannot be looked up any more "
                + "(removed, rewritten, file_missing, file_changed), and the claims that rest on it are of the verdict unreachable.")
            .Accepts<JsonObject>("application/json").Produces<JsonObject>().Produces<ErrorResponse>(400).Produces<ErrorResponse>(404);
    }

    private static async Task<IResult> List(HttpContext http, Shelf shelf, LibraryWork work, Members members, LocalOwner owner)
    {
        var reader = await LibraryReader.OfApi(http, members, owner);
        return Wire.Answer(new LibraryList([.. shelf.List(reader).Select(library => LibraryEntry.Of(library, reader, work.Of(library)))]));
    }

    private static async Task<IResult> Create(HttpContext http, Shelf shelf, LibraryWork work, Members members, LocalOwner owner)
    {
        using var body = await JsonBody.Read(http.Request);
        var reader = await LibraryReader.OfApi(http, members, owner);
        var made = await shelf.Create(reader, new NewLibraryRequest(body.Root).Name);
        return Wire.Answer(LibraryEntry.Of(made, reader, work.Of(made)), StatusCodes.Status201Created);
    }

    private static async Task<IResult> Get(HttpContext http, Shelf shelf, LibraryWork work, Members members, LocalOwner owner, string library)
    {
        var reader = await LibraryReader.OfApi(http, members, owner);
        var found = shelf.Find(reader, library);
        return Wire.Answer(LibraryEntry.Of(found, reader, work.Of(found)));
    }

    private static async Task<IResult> Delete(HttpContext http, Shelf shelf, Members members, LocalOwner owner, string library)
    {
        await shelf.Delete(await LibraryReader.OfApi(http, members, owner), library);
        return Wire.Answer(new LibraryDeleted(library, true));
    }

    private static async Task<IResult> Documents(HttpContext http, Shelf shelf, Members members, LocalOwner owner, string library) =>
        Wire.Answer(new LibraryDocumentList([.. shelf.Find(await LibraryReader.OfApi(http, members, owner), library).Contents.Select(LibraryDocument.Of)]));

    private static async Task<IResult> Upload(HttpContext http, Shelf shelf, Members members, LocalOwner owner, string library, string path, DateTimeOffset? modified)
    {
        var reader = await LibraryReader.OfApi(http, members, owner);
        return Wire.Answer(new LibraryFile(await Receive(http, shelf, reader, library, path, modified)), StatusCodes.Status202Accepted);
    }

    /// <summary>Takes a request's body as a file. Whose library it is not is told before anything is read.</summary>
    public static Task<string> Receive(HttpContext http, Shelf shelf, LibraryReader reader, string library, string path, DateTimeOffset? modified)
    {
        shelf.Own(reader, library);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LibraryFiles.MaxBytes + 1;
        return shelf.Add(reader, library, path, http.Request.Body, http.RequestAborted, modified);
    }

    private static async Task<IResult> Text(HttpContext http, Shelf shelf, Members members, LocalOwner owner, string library, long document)
    {
        var (found, entry) = shelf.Document(await LibraryReader.OfApi(http, members, owner), library, document);
        return entry.State is DocumentState.Readable ? Wire.Answer(new LibraryText(entry.Id, entry.Path, entry.Title, found.Read(entry.Id).Text)) : throw Shelf.NoDocument();
    }

    private static async Task<IResult> Sync(HttpContext http, Shelf shelf, LibraryWork work, Members members, LocalOwner owner, string library)
    {
        var reader = await LibraryReader.OfApi(http, members, owner);
        var own = shelf.Own(reader, library);
        work.Request(own);
        return Wire.Answer(LibraryEntry.Of(own, reader, work.Of(own)), StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Reindex(HttpContext http, Shelf shelf, LibraryWork work, Members members, LocalOwner owner, string library)
    {
        var reader = await LibraryReader.OfApi(http, members, owner);
        var own = shelf.Own(reader, library);
        work.Reindex(own);
        return Wire.Answer(LibraryEntry.Of(own, reader, work.Of(own)), StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Search(HttpContext http, Shelf shelf, LibrarySearches searches, Members members, LocalOwner owner, string library)
    {
        using var body = await JsonBody.Read(http.Request);
        var found = shelf.Find(await LibraryReader.OfApi(http, members, owner), library);
        var request = new LibrarySearchRequest(body.Root);
        var hits = await searches.Run(found, request.Wish, request.Rerank, http.RequestAborted);
        return Wire.Answer(new JsonObject { ["hits"] = new LibraryJson(found).Hits(hits, request.Context) });
    }

    private static async Task<IResult> Ask(HttpContext http, Shelf shelf, LibraryAnswers answers, Members members, LocalOwner owner, string library)
    {
        using var body = await JsonBody.Read(http.Request);
        var found = shelf.Find(await LibraryReader.OfApi(http, members, owner), library);
        var request = new LibraryAskRequest(body.Root);
        return Wire.Answer(new LibraryJson(found).Answer(await answers.Ask(found, request.Wish, request.Model, http.RequestAborted)));
    }

    private static async Task<IResult> Recheck(HttpContext http, Shelf shelf, Members members, LocalOwner owner, string library)
    {
        using var body = await JsonBody.Read(http.Request);
        var found = shelf.Find(await LibraryReader.OfApi(http, members, owner), library);
        return Wire.Answer(new LibraryJson(found).Answer(await Rechecked(found, body.Root, http.RequestAborted)));
    }

    /// <summary>Looks again at what an answer cites that somebody kept.</summary>
    public static Task<Answer> Rechecked(Library library, Field kept, CancellationToken cancellation)
    {
        try
        {
            return library.Recheck(KeptAnswer.Read(library, kept.Object() ?? throw kept.Missing()), cancellation);
        }
        catch (FormatException error)
        {
            throw ApiException.Invalid(kept.Path, error.Message, "answer_invalid");
        }
    }
}
