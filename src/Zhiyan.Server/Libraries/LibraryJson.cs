using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Server.Libraries;

/// <summary>What a library finds and answers as JSON, the same from a verb and from the server; places are counted in code points. For one thread.</summary>
public sealed class LibraryJson(Library library)
{
    private readonly Dictionary<long, CodePoints> places = [];

    /// <param name="withContext">Whether each tells its headings, its section and its neighbours.</param>
    public JsonArray Hits(IReadOnlyList<Passage> found, bool withContext = false) => withContext
        ? [.. found.Zip(library.ContextOf(found), (passage, context) => Add(Hit(passage), passage.Document.Id, context))]
        : [.. found.Select(Hit)];

    public JsonObject Answer(Answer answer) => new()
    {
        ["answer"] = answer.Text,
        ["claims"] = new JsonArray([.. answer.Claims.Select(Claim)]),
        ["abstained"] = answer.Abstained,
        ["unanswered"] = new JsonArray([.. answer.Unanswered.Select(question => JsonValue.Create(question))]),
        ["confidence"] = Math.Round(answer.Confidence, 4),
        ["coverage"] = new JsonObject
        {
            ["mode"] = Name(answer.Coverage.Mode), ["passages_read"] = answer.Coverage.PassagesRead, ["passages"] = answer.Coverage.Passages,
            ["documents_read"] = answer.Coverage.DocumentsRead, ["documents"] = answer.Coverage.Documents, ["characters"] = answer.Coverage.Characters, ["tokens"] = answer.Coverage.Tokens,
        },
    };

    public CodePoints PlacesIn(long document) => places.TryGetValue(document, out var known) ? known : places[document] = new CodePoints(library.Read(document).Text);

    /// <summary>A value of an enumeration in snake_case, as all JSON of ours has it.</summary>
    internal static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private JsonObject Hit(Passage passage)
    {
        var at = PlacesIn(passage.Document.Id);
        var hit = new JsonObject
        {
            ["document"] = passage.Document.Path, ["page"] = passage.Page, ["start"] = at.Of(passage.Start), ["end"] = at.Of(passage.End),
            ["score"] = Math.Round(passage.Score, 6), ["text"] = passage.Text,
        };
        if (passage.Reranked is { } reranked) (hit["rank_before"], hit["rerank_score"]) = (reranked.Before, Math.Round(reranked.Score, 4));
        return hit;
    }

    private JsonObject Add(JsonObject hit, long document, PassageContext context)
    {
        var at = PlacesIn(document);
        hit["headings"] = new JsonArray([.. context.Headings.Select(heading => JsonValue.Create(heading))]);
        hit["section"] = new JsonObject { ["start"] = at.Of(context.SectionStart), ["end"] = at.Of(context.SectionEnd) };
        (hit["before"], hit["after"]) = (Beside(context.Before), Beside(context.After));
        return hit;

        JsonObject? Beside(Neighbour? neighbour) => neighbour is null ? null : new JsonObject
        {
            ["page"] = neighbour.Page, ["start"] = at.Of(neighbour.Start), ["end"] = at.Of(neighbour.End), ["text"] = neighbour.Text,
        };
    }

    private JsonObject Claim(Claim claim) => new()
    {
        ["text"] = claim.Text, ["verdict"] = Name(claim.Verdict), ["confidence"] = Math.Round(claim.Confidence, 4), ["quoted"] = claim.IsQuote,
        ["conflicts_with"] = new JsonArray([.. claim.ConflictsWith.Select(other => JsonValue.Create(other))]),
        ["evidence"] = new JsonArray([.. claim.Evidence.Select(Evidence)]),
    };

    private JsonObject Evidence(Evidence evidence)
    {
        var at = PlacesIn(evidence.Document.Id);
        return new JsonObject { ["document"] = evidence.Document.Path, ["page"] = evidence.Page, ["start"] = at.Of(evidence.Start), ["end"] = at.Of(evidence.End), ["quote"] = evidence.Quote };
    }
}
