namespace Zhiyan.Server.Export;

/// <summary>The addresses that a document may link to: the web and mail. Any other is shown as text only.</summary>
internal static class SafeLink
{
    // Word refuses longer ones, and no honest address needs it.
    private const int LongestAddress = 2048;

    public static Uri? Parse(string? address) =>
        address is { Length: > 0 and <= LongestAddress }
        && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" or "mailto"
        && Uri.IsWellFormedUriString(uri.AbsoluteUri, UriKind.Absolute)
            ? uri : null;
}
