using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Files;

/// <summary>POST /api/files takes an upload; GET /files/{id} gives it back to its owner.</summary>
internal static class FileEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPageApi("/api").MapPost("/files", Add).DisableAntiforgery().RequireRateLimiting(UploadLimits.Policy);     // the token is checked by the group, by header
        routes.MapPageApi("").MapGet("/files/{id:guid}", Get);
    }

    private static async Task<IResult> Add(HttpContext http, FileStore files, string name, bool? temporary)
    {
        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = FileStore.MaxBytes + 1;
        var file = await files.Add(Visitor.Id(http), name, http.Request.Body, temporary is true, http.RequestAborted, isUpload: true);
        return Wire.Answer(FileView.Of(file), StatusCodes.Status201Created);
    }

    private static async Task<IResult> Get(HttpContext http, FileStore files, Guid id)
    {
        var file = await files.Find(Visitor.Id(http), id) ?? throw new ApiException(ApiError.NotFound(null, "there is no such file.", "file_not_found"));
        return Send(http, files, file, "private, max-age=31536000, immutable");
    }

    /// <summary>A file as a browser may have it: pictures to be shown, all else to be saved.</summary>
    public static IResult Send(HttpContext http, FileStore files, StoredFile file, string cacheControl)
    {
        var isShown = MediaTypes.IsPicture(file.MediaType);
        Attachment.Announce(http.Response, file.Name, isShown);
        http.Response.Headers.CacheControl = cacheControl;
        return Results.Stream(files.Open(file), isShown ? file.MediaType : MediaTypes.Unknown, enableRangeProcessing: true);
    }
}

/// <summary>A file as the composer shows it.</summary>
internal sealed record FileView(Guid Id, string Name, string MediaType, long Length)
{
    public static FileView Of(StoredFile file) => new(file.Id, file.Name, file.MediaType, file.Length);
}
