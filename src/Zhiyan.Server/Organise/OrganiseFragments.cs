using Microsoft.AspNetCore.Http.HttpResults;
using Zhiyan.Server.Search;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Organise;

/// <summary>Pieces of pages that scripts put in place: the list of chats, and what a search finds while it is typed.</summary>
internal static class OrganiseFragments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var fragments = routes.MapPageApi("/fragments");
        fragments.MapGet("/chats", Chats);
        fragments.MapGet("/search", Search);
    }

    private static IResult Chats(string? tag, string? before, string? current, int? size) =>
        new RazorComponentResult<ChatList>(new { Tag = string.IsNullOrEmpty(tag) ? null : tag, Before = string.IsNullOrEmpty(before) ? null : before, Current = current ?? "", Size = size ?? 0 });

    private static async Task<IResult> Search(HttpContext http, ChatSearch search, string? q)
    {
        var page = await search.Find(Visitor.Id(http), q ?? "", 0, ReaderZone.Of(http), http.RequestAborted);
        return new RazorComponentResult<SearchHits>(new { Page = page, AsOptions = true });
    }
}
