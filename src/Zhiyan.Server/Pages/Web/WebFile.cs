namespace Zhiyan.Server.Pages.Web;

/// <summary>A file of the browser side: its bytes as they are, and compressed ahead where that pays.</summary>
/// <param name="IsHashed">Its name changes with its content, so that a browser need never ask again.</param>
internal sealed record WebFile(string Path, string ContentType, string Tag, bool IsHashed, string? Brotli, string? Gzip);
