using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Files;
using Zhiyan.Server.Pages;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Libraries.Reading;

/// <summary>What the scripts of the pages of whole documents ask for, and a job's result as a file.</summary>
internal static class ReadFragments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var fragments = routes.MapPageApi("/fragments/libraries/{library}/read");
        fragments.MapGet("/estimate", Estimate);
        fragments.MapGet("/{job:long}", Job);
        routes.MapPageApi(LibraryAddress.All).MapGet("/{library}/read/{job:long}/result", Result);
    }

    private static IResult Estimate(HttpContext http, ReadDesk desk, Shelf shelf, Texts texts, string library, string? kind, string? document, string? with, string? task, string? columns, long? budget)
    {
        var reader = LibraryReader.Of(http);
        shelf.Find(reader, library);        // whose library it is comes before what is wrong with the wish
        var estimate = desk.Estimate(reader, library, ReadForms.Wish(texts, kind, document, with, task, columns, budget));
        return new RazorComponentResult<ReadEstimateView>(new { Estimate = estimate, Budget = budget });
    }

    /// <param name="state">What the page shows already; nothing is sent where it is what is.</param>
    private static IResult Job(HttpContext http, ReadDesk desk, ReadWork work, string library, long job, string? state)
    {
        var (found, one) = desk.Find(LibraryReader.Of(http), library, job);
        return ReadJobView.State(one, work.Of(found, job)) == state ? Results.NoContent() : new RazorComponentResult<ReadJobView>(new { Library = found, Job = job });
    }

    /// <summary>As a table where it is one, else as Markdown.</summary>
    private static IResult Result(HttpContext http, ReadDesk desk, string library, long job)
    {
        var (found, one) = desk.Find(LibraryReader.Of(http), library, job);
        var report = found.Jobs.Report(job);
        var isTable = report.Kind is ReadKind.List;
        Attachment.Announce(http.Response, FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(found.FindDocument(one.Request.Document)?.Path ?? "job")}-{job}.{(isTable ? "csv" : "md")}"));
        return Results.Text(isTable ? Csv(report) : report.Text, isTable ? "text/csv; charset=utf-8" : "text/markdown; charset=utf-8", Encoding.UTF8);
    }

    private static string Csv(ReadReport report)
    {
        var text = new StringBuilder("\uFEFF");      // else a spreadsheet takes it for another encoding
        var columns = report.Job.Request.Columns;
        Line([.. columns.Count > 0 ? columns : ["item"], "page", "start", "end", "quote"]);
        foreach (var row in report.Rows)
            Line([.. row.Cells.Count > 0 ? row.Cells : [row.Text], row.Page is { } page ? $"{page}" : "", FormattableString.Invariant($"{row.Start}"), FormattableString.Invariant($"{row.End}"), row.Quote]);
        return text.ToString();

        void Line(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
    }

    /// <summary>A cell that a spreadsheet would take for a formula is made text.</summary>
    private static string Cell(string text) => $"\"{(text is ['=' or '+' or '-' or '@', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
