using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Server.Search;

namespace Zhiyan.Server.Tests.Search;

/// <summary>The folding with the table that the program carries.</summary>
internal static class Folding
{
    public static TextFolding Shipped => KnowledgeAssets.Folding;

    public static SearchQuery Query(string text) => SearchQuery.Parse(text, Shipped);

    public static string[] Terms(string text)
    {
        var folded = Shipped.Fold(text);
        return [.. SearchTerms.Of(folded).Select(term => term.Of(folded).ToString())];
    }
}
