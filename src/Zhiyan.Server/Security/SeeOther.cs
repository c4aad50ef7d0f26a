using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Zhiyan.Server.Security;

/// <summary>Where a browser goes after it has sent a form, so that loading the page again does not send it again.</summary>
internal sealed class SeeOther(string path) : IResult
{
    /// <summary>The page says what came of it, in the words that its texts have for this: ?problem=nameTaken, ?done=saved.</summary>
    public static SeeOther With<T>(string path, T outcome) where T : struct, Enum =>
        new(QueryHelpers.AddQueryString(path, typeof(T).Name.ToLowerInvariant(), NameOf(outcome)));

    public static string NameOf<T>(T outcome) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
