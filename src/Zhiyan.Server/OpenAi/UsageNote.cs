namespace Zhiyan.Server.OpenAi;

/// <summary>Keeps a request's token counts for its line in the log.</summary>
internal static class UsageNote
{
    public static Usage? Of(HttpContext http) => http.Features.Get<Usage>();

    public static async IAsyncEnumerable<T> Noting<T>(this IAsyncEnumerable<T> pieces, Func<T, Usage?> usageOf, HttpContext http)
    {
        await foreach (var piece in pieces)
        {
            if (usageOf(piece) is { } usage) http.Features.Set(usage);
            yield return piece;
        }
    }
}
