using Microsoft.AspNetCore.Http.HttpResults;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Pages;

/// <summary>Answers a browser that asked for a page with a page where something went wrong; clients of the API are told at <see cref="ErrorDoor"/>.</summary>
internal sealed partial class PageErrors(RequestDelegate next, ILogger<PageErrors> log)
{
    /// <summary>Below these a browser, too, gets what the API tells.</summary>
    private static readonly PathString[] apis = ["/v1", "/api", "/openapi"];

    public async Task InvokeAsync(HttpContext http)
    {
        if (!WantsPage(http.Request))
        {
            await next(http);
            return;
        }
        ApiError? told = null;
        try
        {
            await next(http);
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            told = ApiError.From(error);
            if (told.Status == StatusCodes.Status500InternalServerError) LogFailure(error);
        }
        if (told is null && http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            told = ApiError.OfStatus(http.Response.StatusCode, http.Request);
        if (told is not null) await Send(http, Refusals.In(http.RequestServices.GetRequiredService<Texts>(), told));
    }

    private static bool WantsPage(HttpRequest request) =>
        !apis.Any(api => request.Path.StartsWithSegments(api))
        && request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private static async Task Send(HttpContext http, ApiError told)
    {
        http.Response.Clear();
        // What is told of a refusal helps whoever set the server up; of a missing page the address bar tells as much.
        var detail = told.Status is StatusCodes.Status403Forbidden or StatusCodes.Status503ServiceUnavailable ? told.Message : null;
        // A page that failed has used up the services that draw a page.
        await using var scope = http.RequestServices.CreateAsyncScope();
        var services = http.RequestServices;
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await new RazorComponentResult<ErrorDocument>(new { told.Status, Detail = detail }) { StatusCode = told.Status }.ExecuteAsync(http);
        }
        finally
        {
            http.RequestServices = services;
        }
    }

    [LoggerMessage(3, LogLevel.Error, "A page failed")]
    private partial void LogFailure(Exception error);
}
