using Microsoft.AspNetCore.Http.Features;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Export.Archives;
using Zhiyan.Server.Files;
using Zhiyan.Server.Json;
using Zhiyan.Server.Pages;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Export;

/// <summary>GET /api/export and /api/chats/{id}/export give chats out; POST /api/import takes an archive in.</summary>
internal static class ExportEndpoints
{
    /// <summary>Bytes of an archive that is brought.</summary>
    private const long MaxArchiveBytes = 4L << 30;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPageApi("/api/export").MapGet("", All);
        routes.MapPageApi("/api/chats/{chat:guid}/export").MapGet("", One);
        routes.MapPageApi("/api/import").MapPost("", Import).DisableAntiforgery().RequireRateLimiting(UploadLimits.Policy);      // the token is checked by the group, by header
    }

    private static async Task All(HttpContext http, ArchiveWriter archives, TimeProvider time)
    {
        var owner = Visitor.Id(http);
        await Send(http, $"zhiyan-{time.GetUtcNow():yyyy-MM-dd}.zip", file => archives.WriteAll(owner, file, http.RequestAborted));
    }

    private static async Task One(
        HttpContext http, Conversations conversations, ChatStores stores, ArchiveWriter archives, IEnumerable<ITranscriptWriter> writers, Texts texts, Guid chat, string? format)
    {
        var found = await conversations.Find(Visitor.Id(http), chat) ?? throw Conversations.NoChat();
        var name = FileName.Clean(found.Title.Length > 0 ? found.Title : "chat");
        if (format is null or "json")
        {
            await Send(http, $"{name}.zip", file => archives.WriteOne(found, file, http.RequestAborted));
            return;
        }
        var writer = writers.FirstOrDefault(writer => writer.Extension == $".{format}")
            ?? throw ApiException.Invalid("format", $"format is '{Field.Shorten(format)}'; json, md, html, pdf and docx are possible.");
        List<Message> path;
        await using (var context = stores.Of(chat).Open()) path = await MessagePaths.To(context, chat, found.LeafId);
        using var document = new MemoryStream();
        writer.Write(ChatTranscript.Of(found, path, texts), document);
        Announce(http, name + writer.Extension, writer.MediaType);
        http.Response.ContentLength = document.Length;
        await http.Response.Body.WriteAsync(document.GetBuffer().AsMemory(0, (int)document.Length), http.RequestAborted);
    }

    /// <summary>The archive is put into a file first: it is read from its end, and twice.</summary>
    private static async Task<IResult> Import(HttpContext http, ArchiveImport import)
    {
        var owner = Visitor.Id(http);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxArchiveBytes;
        await using var file = Beside();
        await http.Request.Body.CopyToAsync(file, http.RequestAborted);
        file.Position = 0;
        return Wire.Answer(await import.Run(owner, file, http.RequestAborted));
    }

    /// <summary>An archive is whole before its first byte is sent, so that a failure is an error and never half an archive, and the browser knows its size.</summary>
    private static async Task Send(HttpContext http, string name, Func<Stream, Task> write)
    {
        await using var file = Beside();
        await write(file);
        file.Position = 0;
        Announce(http, name, "application/zip");
        http.Response.ContentLength = file.Length;
        await file.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <summary>A file that goes with its stream.</summary>
    private static FileStream Beside() => new(
        Path.Combine(Path.GetTempPath(), $"zhiyan-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81_920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    private static void Announce(HttpContext http, string name, string type)
    {
        Attachment.Announce(http.Response, name);
        http.Response.ContentType = type;
    }
}
