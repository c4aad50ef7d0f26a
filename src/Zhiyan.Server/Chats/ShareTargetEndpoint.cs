using Microsoft.AspNetCore.Http.Features;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Files;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Chats;

/// <summary>
/// POST /share-target: what a person shares from another app lies in the composer of a new chat, and waits there to be sent. The web manifest names this
/// address to the system.
/// </summary>
internal static class ShareTargetEndpoint
{
    private const string Path = "/share-target";

    /// <summary>Bytes of all that is shared at once.</summary>
    private const long MaxBytes = 128L << 20;

    private const int MaxFields = 64;

    private static readonly string[] words = ["title", "text", "url"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Take).WithMetadata(OpenToAll.Mark).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Take(HttpContext http, Conversations conversations, FileStore files, PreferenceStore preferences)
    {
        RequireBrowser(http.Request);
        if (Visitor.Find(http) is not { } person) return new SeeOther(Access.SignInPath);
        if (!http.Request.HasFormContentType) throw ApiException.Invalid(null, "what is shared comes as a form.");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBytes;
        var form = await http.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxBytes, ValueCountLimit = MaxFields }, http.RequestAborted);

        var chat = await conversations.Create(person, (await preferences.Read(person)).NewChats, isTemporary: false);
        var draft = string.Join('\n', words.Select(name => form[name].ToString().Trim()).Where(text => text.Length > 0).Distinct());
        await conversations.Change(person, chat.Id, one => one.Draft = draft[..Math.Min(draft.Length, ChatChange.MaxDraft)], isTold: false);
        var kept = new List<Guid>();
        foreach (var file in form.Files.Where(file => file.Length > 0).Take(Conversations.MaxFiles))
        {
            await using var content = file.OpenReadStream();
            kept.Add((await files.Add(person, file.FileName, content, isTemporary: false, http.RequestAborted)).Id);
        }
        return new SeeOther(kept.Count > 0 ? $"/c/{chat.Id}?files={string.Join(',', kept)}" : $"/c/{chat.Id}");
    }

    /// <summary>A share is begun by the browser itself, which tells so in a header that no page can write. It has no page of ours, so it has no token.</summary>
    private static void RequireBrowser(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] != "none")
            throw new ApiException(ApiError.Forbidden("only the browser's own way to share leads here.", "share_not_allowed"));
    }
}
