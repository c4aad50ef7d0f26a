using System.Net;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Markdown;

/// <summary>
/// The page in which one picture of another site is shown that a reader asked for: the page around it may load none, so what an answer says cannot
/// leave by the address of a picture, and this one shows nothing else.
/// </summary>
internal static class ImageFrame
{
    public const string Path = "/frame/image";

    private const string Policy =
        "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

    public static void MapImageFrame(this IEndpointRouteBuilder routes) => routes.MapGet(Path, Show).WithMetadata(OpenToAll.Mark).AllowAnonymous().ExcludeFromDescription();

    private static IResult Show(HttpContext http, string? src)
    {
        if (src is null || !LinkAddress.IsRemote(src)) return Results.NotFound();
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        return Results.Content(
            $$"""
            <!doctype html>
            <meta charset="utf-8">
            <meta name="color-scheme" content="light dark">
            <title>Image</title>
            <style>html, body { height: 100%; margin: 0 } img { width: 100%; height: 100%; object-fit: scale-down; object-position: left top }</style>
            <img src="{{WebUtility.HtmlEncode(src)}}" alt="" referrerpolicy="no-referrer">
            """, "text/html; charset=utf-8");
    }
}
