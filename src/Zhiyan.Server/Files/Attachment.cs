using Microsoft.Net.Http.Headers;

namespace Zhiyan.Server.Files;

/// <summary>The headers of a file that is given out: its name, and that it never runs as a page of ours, whatever is in it.</summary>
internal static class Attachment
{
    /// <param name="isShown">It may be seen in the browser; else it is saved.</param>
    public static void Announce(HttpResponse response, string name, bool isShown = false)
    {
        var disposition = new ContentDispositionHeaderValue(isShown ? "inline" : "attachment");
        disposition.SetHttpFileName(name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
