using Microsoft.AspNetCore.Mvc;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Errors;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Libraries;

/// <summary>What the forms on the pages of libraries do.</summary>
internal static class LibraryForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var forms = routes.MapForms().MapGroup(LibraryAddress.All);
        forms.MapPost("", Create);
        forms.MapPost("/{library}/sync", Sync);
        forms.MapPost("/{library}/reindex", Reindex);
        forms.MapPost("/{library}/pause", Pause);
        forms.MapPost("/{library}/resume", GoOn);
        forms.MapPost("/{library}/share", Share);
        forms.MapPost("/{library}/folder", TakeIn);
        forms.MapPost("/{library}/delete", Delete);
        forms.MapPost("/{library}/documents/{document:long}/delete", Remove);
    }

    private static Task<IResult> Create(HttpContext http, Shelf shelf, [FromForm] string? name) => Answer(LibraryAddress.All, async () =>
        new SeeOther(LibraryAddress.Part(await shelf.Create(LibraryReader.Of(http), name ?? ""), "documents")));

    private static IResult Sync(HttpContext http, Shelf shelf, LibraryWork work, string library)
    {
        work.Request(shelf.Own(LibraryReader.Of(http), library));
        return Back(library);
    }

    private static IResult Reindex(HttpContext http, Shelf shelf, LibraryWork work, string library)
    {
        work.Reindex(shelf.Own(LibraryReader.Of(http), library));
        return Back(library);
    }

    private static async Task<IResult> Pause(HttpContext http, Shelf shelf, LibraryWork work, string library)
    {
        await work.Pause(shelf.Own(LibraryReader.Of(http), library));
        return Back(library);
    }

    private static IResult GoOn(HttpContext http, Shelf shelf, LibraryWork work, string library)
    {
        work.GoOn(shelf.Own(LibraryReader.Of(http), library));
        return Back(library);
    }

    private static Task<IResult> Share(HttpContext http, Shelf shelf, string library, [FromForm] string? audience, [FromForm] string? people) => Answer(Settings(library), async () =>
    {
        if (!Enum.TryParse<LibraryAudience>(audience, ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted)) throw ApiException.Invalid("audience", "audience is private, people or everyone.");
        var names = (people ?? "").Split([',', '，', '、', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        await shelf.Share(LibraryReader.Of(http), library, wanted, names);
        return SeeOther.With(Settings(library), Done.Saved);
    });

    private static Task<IResult> TakeIn(HttpContext http, Shelf shelf, string library, [FromForm] string? place) => Answer(Settings(library), () =>
    {
        shelf.TakeIn(LibraryReader.Of(http), library, (place ?? "").Trim());
        return Task.FromResult(Back(library));
    });

    private static async Task<IResult> Delete(HttpContext http, Shelf shelf, string library)
    {
        await shelf.Delete(LibraryReader.Of(http), library);
        return SeeOther.With(LibraryAddress.All, Done.Deleted);
    }

    private static IResult Remove(HttpContext http, Shelf shelf, string library, long document)
    {
        shelf.Remove(LibraryReader.Of(http), library, document);
        return Back(library);
    }

    /// <summary>What the page it came from has words for is said there.</summary>
    private static async Task<IResult> Answer(string page, Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (ApiException refused) when (ProblemOf(refused.Error.Code) is { } problem)
        {
            return SeeOther.With(page, problem);
        }
    }

    private static Problem? ProblemOf(string? code) => code switch
    {
        "library_name" => Problem.LibraryName,
        "library_name_taken" => Problem.LibraryNameTaken,
        "place_missing" => Problem.PlaceMissing,
        "place_own" => Problem.PlaceOwn,
        "people_missing" => Problem.PeopleMissing,
        "person_not_found" => Problem.PersonUnknown,
        _ => null,
    };

    private static IResult Back(string library) => new SeeOther($"{LibraryAddress.Of(library)}/documents");

    private static string Settings(string library) => $"{LibraryAddress.Of(library)}/settings";
}
