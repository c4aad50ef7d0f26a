using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Zhiyan.Server.Security;

/// <summary>Where a browser goes after it has sent a form, so that loading the page again does not send it again.</summary>
internal sealed class SeeOther(string path) : IResult
{
    public const string Problem = "problem";
    public const string Done = "done";

    /// <summary>The page says what is wrong, in the words that its texts have for this.</summary>
    public static SeeOther With<T>(string path, T problem) where T : struct, Enum =>
        new(QueryHelpers.AddQueryString(path, Problem, JsonNamingPolicy.CamelCase.ConvertName(problem.ToString())));

    /// <summary>The page says that it is done.</summary>
    public static SeeOther After(string path, string done) => new(QueryHelpers.AddQueryString(path, Done, done));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
