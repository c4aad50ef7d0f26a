using Microsoft.Net.Http.Headers;

namespace Zhiyan.Server.Pages.Web;

/// <summary>Answers for the files of the browser side, which are open to all: hashed ones for a year, others with a tag to ask by.</summary>
internal sealed class WebFiles(RequestDelegate next, WebBundle bundle)
{
    public Task InvokeAsync(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && bundle.Find(http.Request.Path.Value ?? "") is { } file ? Send(http, file) : next(http);

    private static Task Send(HttpContext http, WebFile file)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = file.IsHashed ? "public, max-age=31536000, immutable" : "no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var (path, coding) = Choose(http.Request, file);
        if (file.Brotli is not null || file.Gzip is not null) headers.Vary = HeaderNames.AcceptEncoding;
        if (coding is not null) headers.ContentEncoding = coding;
        var tag = new EntityTagHeaderValue($"\"{file.Tag}{(coding is null ? "" : "-" + coding)}\"");
        return TypedResults.PhysicalFile(path, file.ContentType, entityTag: tag).ExecuteAsync(http);
    }

    private static (string Path, string? Coding) Choose(HttpRequest request, WebFile file)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        if (file.Brotli is not null && Accepts("br")) return (file.Brotli, "br");
        if (file.Gzip is not null && Accepts("gzip")) return (file.Gzip, "gzip");
        return (file.Path, null);

        bool Accepts(string coding) => accepted.Any(given => given.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && given.Quality is not 0);
    }
}
