using System.Text.Json.Nodes;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Libraries.Reading;
using Zhiyan.Server.OpenAi.Streaming;
using Zhiyan.Server.People;

namespace Zhiyan.Server.Libraries.Api;

/// <summary>/v1/libraries/{library}/read: work over whole documents, in the background, with what was read of them.</summary>
internal static class ReadEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/v1/libraries/{library}/read").WithTags("Libraries");
        jobs.MapPost("", Start).WithSummary("Read a document whole")
            .WithDescription("A job that lists, summarises, answers, translates or compares over every part of a document. It is done in the background, one job at a time; the same request goes on with a job that was not brought to its end.")
            .Accepts<LibraryReadRequest>("application/json").Produces<JsonObject>(202).Produces<ErrorResponse>(400).Produces<ErrorResponse>(404).Produces<ErrorResponse>(503);
        jobs.MapPost("/estimate", Estimate).WithSummary("Tell what a job would take").WithDescription("Parts, tokens, and seconds at the rate of the jobs before it.")
            .Accepts<LibraryReadRequest>("application/json").Produces<JsonObject>().Produces<ErrorResponse>(400).Produces<ErrorResponse>(404);
        jobs.MapGet("", List).WithSummary("List jobs").WithDescription("Yours, the newest first.").Produces<JsonObject>().Produces<ErrorResponse>(404);
        jobs.MapGet("/{job:long}", Get).WithSummary("Look at a job")
            .WithDescription("With what has come of it: `report` has items, each with its evidence, and the coverage: parts that were read, skipped, failed and that wait are all parts there are. Places are counted in code points.")
            .Produces<JsonObject>().Produces<ErrorResponse>(404);
        jobs.MapGet("/{job:long}/events", Watch).WithSummary("Watch a job").WithDescription("Server-sent events: the job whenever it has gone on, until nobody is doing it; then `[DONE]`.").Produces<string>(200, "text/event-stream").Produces<ErrorResponse>(404);
        jobs.MapPost("/{job:long}/stop", Stop).WithSummary("Stop a job").WithDescription("What was read is kept.").Produces<JsonObject>().Produces<ErrorResponse>(404);
        jobs.MapPost("/{job:long}/continue", GoOn).WithSummary("Go on with a job").WithDescription("From where it was ended; parts that were skipped or failed are tried again. Nothing that was read is read twice.")
            .Accepts<LibraryReadOnRequest>("application/json").Produces<JsonObject>(202).Produces<ErrorResponse>(404).Produces<ErrorResponse>(503);
        jobs.MapDelete("/{job:long}", Delete).WithSummary("Delete a job").Produces<JsonObject>().Produces<ErrorResponse>(404);
    }

    private static async Task<IResult> Start(HttpContext http, ReadDesk desk, ReadWork work, Members members, LocalOwner owner, string library)
    {
        using var body = await JsonBody.Read(http.Request);
        var (found, job) = await desk.Start(await LibraryReader.OfApi(http, members, owner), library, new LibraryReadRequest(body.Root).Wish, http.RequestAborted);
        return Wire.Answer(Job(found, job, work.Of(found, job.Id)), StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Estimate(HttpContext http, ReadDesk desk, Members members, LocalOwner owner, string library)
    {
        using var body = await JsonBody.Read(http.Request);
        var estimate = desk.Estimate(await LibraryReader.OfApi(http, members, owner), library, new LibraryReadRequest(body.Root).Wish);
        return Wire.Answer(new JsonObject
        {
            ["kind"] = LibraryJson.Name(estimate.Kind), ["method"] = LibraryJson.Name(estimate.Method), ["parts"] = estimate.Parts, ["characters"] = estimate.Characters, ["tokens"] = estimate.Tokens,
            ["seconds"] = estimate.Seconds is { } seconds ? Math.Round(seconds) : null,
        });
    }

    private static async Task<IResult> List(HttpContext http, ReadDesk desk, Shelf shelf, ReadWork work, Members members, LocalOwner owner, string library)
    {
        var reader = await LibraryReader.OfApi(http, members, owner);
        var found = shelf.Find(reader, library);
        return Wire.Answer(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. desk.List(reader, found).Select(job => Job(found, job, work.Of(found, job.Id)))]) });
    }

    private static async Task<IResult> Get(HttpContext http, ReadDesk desk, ReadWork work, Members members, LocalOwner owner, string library, long job)
    {
        var (found, one) = desk.Find(await LibraryReader.OfApi(http, members, owner), library, job);
        var json = Job(found, one, work.Of(found, job));
        json["report"] = new LibraryJson(found).Report(found.Jobs.Report(job));
        return Wire.Answer(json);
    }

    private static async Task Watch(HttpContext http, ReadDesk desk, Members members, LocalOwner owner, TimeProvider time, string library, long job)
    {
        var reader = await LibraryReader.OfApi(http, members, owner);
        await EventStream.Send(http, desk.Watch(reader, library, job, http.RequestAborted).Select(told => Job(told.Library, told.Job, told.Progress)), time);
    }

    private static async Task<IResult> Stop(HttpContext http, ReadDesk desk, Members members, LocalOwner owner, string library, long job)
    {
        var (found, one) = await desk.Stop(await LibraryReader.OfApi(http, members, owner), library, job);
        return Wire.Answer(Job(found, one, null));
    }

    private static async Task<IResult> GoOn(HttpContext http, ReadDesk desk, ReadWork work, Members members, LocalOwner owner, string library, long job)
    {
        using var body = await JsonBody.Read(http.Request);
        var (found, one) = desk.GoOn(await LibraryReader.OfApi(http, members, owner), library, job, new LibraryReadOnRequest(body.Root).Budget);
        return Wire.Answer(Job(found, one, work.Of(found, job)), StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Delete(HttpContext http, ReadDesk desk, Members members, LocalOwner owner, string library, long job)
    {
        await desk.Delete(await LibraryReader.OfApi(http, members, owner), library, job);
        return Wire.Answer(new JsonObject { ["id"] = job, ["deleted"] = true });
    }

    private static JsonObject Job(Library library, ReadJob job, ReadProgress? progress) => new()
    {
        ["object"] = "read_job",
        ["id"] = job.Id,
        ["document"] = library.FindDocument(job.Request.Document)?.Path,
        ["with"] = job.Request.Other is { } other ? library.FindDocument(other)?.Path : null,
        ["task"] = job.Request.Task,
        ["kind"] = job.Request.Kind is { } kind ? LibraryJson.Name(kind) : null,
        ["budget"] = job.Request.TokenBudget,
        ["model"] = job.Request.Model,
        ["begun"] = job.Begun,
        ["stage"] = LibraryJson.Name(ReadStages.Of(job, progress)),
        ["fault"] = job.Fault,
        ["parts"] = job.Parts,
        ["read"] = job.Read,
        ["left_out"] = job.Left,
        ["waiting"] = job.Waiting,
        ["tokens"] = job.Tokens,
        ["estimated_tokens"] = progress?.EstimatedTokens,
        ["at"] = progress?.Label,
        ["seconds"] = Math.Round(job.Seconds, 1),
        ["seconds_left"] = progress?.SecondsLeft is { } left ? Math.Round(left) : null,
    };
}
