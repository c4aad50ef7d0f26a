using System.Text.Json.Nodes;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Cli.Knowledge;

/// <summary>Passages as JSON, their places counted in code points.</summary>
internal sealed class HitWriter(Library library)
{
    private readonly Dictionary<long, CodePoints> places = [];

    public JsonArray Json(IEnumerable<Passage> found) => [.. found.Select(Json)];

    public CodePoints PlacesIn(long document) => places.TryGetValue(document, out var known) ? known : places[document] = new CodePoints(library.Read(document).Text);

    private JsonObject Json(Passage passage)
    {
        var at = PlacesIn(passage.Document.Id);
        return new JsonObject
        {
            ["document"] = passage.Document.Path, ["page"] = passage.Page, ["start"] = at.Of(passage.Start), ["end"] = at.Of(passage.End),
            ["score"] = Math.Round(passage.Score, 6), ["text"] = passage.Text,
        };
    }
}
