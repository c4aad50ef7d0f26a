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

    public JsonArray Hits(IEnumerable<Passage> found) => [.. found.Select(Hit)];

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
        return new JsonObject
        {
            ["document"] = passage.Document.Path, ["page"] = passage.Page, ["start"] = at.Of(passage.Start), ["end"] = at.Of(passage.End),
            ["score"] = Math.Round(passage.Score, 6), ["text"] = passage.Text,
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
