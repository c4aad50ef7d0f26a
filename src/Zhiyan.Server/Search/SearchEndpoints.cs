using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Search;

/// <summary>GET /api/search?q=&amp;offset=&amp;zone=: a person's own messages and titles.</summary>
internal static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPageApi("/api/search").MapGet("", Find);

    private static async Task<IResult> Find(HttpContext http, ChatSearch search, string? q, int? offset, int? zone)
    {
        if (offset is < 0 or > ChatSearch.MaxHits) throw ApiException.Invalid("offset", $"offset is from 0 to {ChatSearch.MaxHits:N0}.");
        var page = await search.Find(Visitor.Id(http), q ?? "", offset ?? 0, ReaderZone.Of(http, zone), http.RequestAborted);
        return Wire.Answer(page);
    }
}
