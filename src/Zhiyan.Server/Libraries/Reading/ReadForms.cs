using Microsoft.AspNetCore.Mvc;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Pages;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Libraries.Reading;

/// <summary>What the forms on the pages of whole documents do.</summary>
internal static class ReadForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var forms = routes.MapForms().MapGroup($"{LibraryAddress.All}/{{library}}/read");
        forms.MapPost("", Start);
        forms.MapPost("/{job:long}/stop", Stop);
        forms.MapPost("/{job:long}/continue", GoOn);
        forms.MapPost("/{job:long}/delete", Delete);
    }

    /// <summary>Whether it says nothing without words of a person.</summary>
    public static bool NeedsTask(ReadKind kind) => kind is ReadKind.List or ReadKind.Answer;

    /// <summary>What a form says, as a wish. Throws an <see cref="ApiException"/>.</summary>
    public static ReadWish Wish(Texts texts, string? kind, string? document, string? with, string? task, string? columns, long? budget)
    {
        if (!Enum.TryParse<ReadKind>(kind, ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted)) throw ApiException.Invalid("kind", "kind is list, summarise, answer, translate or compare.", "job_invalid");
        var words = string.IsNullOrWhiteSpace(task) && !NeedsTask(wanted) ? texts[$"read.task.{LibraryJson.Name(wanted)}"] : (task ?? "").Trim();
        return new ReadWish(document ?? "", words)
        {
            Kind = wanted, With = wanted is ReadKind.Compare ? with ?? "" : null, Budget = budget > 0 ? budget : null,
            Columns = wanted is ReadKind.List ? (columns ?? "").Split([',', '，', '、', ';', '；', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [],
        };
    }

    private static Task<IResult> Start(
        HttpContext http, ReadDesk desk, Texts texts, string library, [FromForm] string? kind, [FromForm] string? document, [FromForm] string? with, [FromForm] string? task, [FromForm] string? columns, [FromForm] string? budget) =>
        Answer(Pages(library), async () =>
        {
            var (found, job) = await desk.Start(LibraryReader.Of(http), library, Wish(texts, kind, document, with, task, columns, Tokens(budget)), http.RequestAborted);
            return new SeeOther(LibraryAddress.Part(found, FormattableString.Invariant($"read/{job.Id}")));
        });

    private static Task<IResult> Stop(HttpContext http, ReadDesk desk, string library, long job) => Answer(Pages(library), async () =>
    {
        await desk.Stop(LibraryReader.Of(http), library, job);
        return Back(library, job);
    });

    private static Task<IResult> GoOn(HttpContext http, ReadDesk desk, string library, long job, [FromForm] string? budget) => Answer(FormattableString.Invariant($"{Pages(library)}/{job}"), () =>
    {
        desk.GoOn(LibraryReader.Of(http), library, job, Tokens(budget));
        return Task.FromResult(Back(library, job));
    });

    private static Task<IResult> Delete(HttpContext http, ReadDesk desk, string library, long job) => Answer(Pages(library), async () =>
    {
        await desk.Delete(LibraryReader.Of(http), library, job);
        return SeeOther.With(Pages(library), Done.Deleted);
    });

    /// <summary>What the page it came from has words for is said there.</summary>
    private static async Task<IResult> Answer(string page, Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (ApiException refused) when (refused.Error.Code is "job_invalid" or "queue_full")
        {
            return SeeOther.With(page, refused.Error.Code is "queue_full" ? Problem.ReadQueue : Problem.ReadInvalid);
        }
    }

    /// <summary>An empty field is no limit.</summary>
    private static long? Tokens(string? budget) => long.TryParse(budget, System.Globalization.CultureInfo.InvariantCulture, out var tokens) ? tokens : null;

    private static string Pages(string library) => $"{LibraryAddress.Of(library)}/read";

    private static IResult Back(string library, long job) => new SeeOther(FormattableString.Invariant($"{Pages(library)}/{job}"));
}
