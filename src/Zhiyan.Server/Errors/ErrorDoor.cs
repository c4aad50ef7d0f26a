using System.Globalization;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.Errors;

/// <summary>The door at which every error of a request is caught and told in OpenAI's shape; also ends requests when the server stops.</summary>
internal sealed partial class ErrorDoor(RequestDelegate next, IHostApplicationLifetime lifetime, ILogger<ErrorDoor> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var gone = http.RequestAborted;
        http.RequestAborted = end.Token;
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
                await Send(http.Response, ApiError.OfStatus(http.Response.StatusCode, http.Request));
        }
        catch (Exception error)
        {
            var told = ApiError.From(error);
            if (told.Status == StatusCodes.Status500InternalServerError) LogFailure(error);
            if (!http.Response.HasStarted) await Send(http.Response, told);
        }
        finally
        {
            http.RequestAborted = gone;
        }
    }

    private static Task Send(HttpResponse response, ApiError error)
    {
        response.Clear();
        if (error.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (error.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        return Wire.Send(response, new ErrorResponse(error), error.Status);
    }

    [LoggerMessage(2, LogLevel.Error, "A request failed")]
    private partial void LogFailure(Exception error);
}
