using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Knowledge.WholeDocuments;

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
        ["left_out"] = new JsonArray([.. answer.LeftOut.Select(Claim)]),
        ["abstained"] = answer.Abstained,
        ["unanswered"] = new JsonArray([.. answer.Unanswered.Select(question => JsonValue.Create(question))]),
        ["confidence"] = Math.Round(answer.Confidence, 4),
        ["language"] = answer.Language,
        ["coverage"] = new JsonObject
        {
            ["mode"] = Name(answer.Coverage.Mode), ["passages_read"] = answer.Coverage.PassagesRead, ["passages"] = answer.Coverage.Passages,
            ["documents_read"] = answer.Coverage.DocumentsRead, ["documents"] = answer.Coverage.Documents, ["characters"] = answer.Coverage.Characters, ["tokens"] = answer.Coverage.Tokens,
        },
    };

    /// <summary>What came of work over a whole document.</summary>
    public JsonObject Report(ReadReport report)
    {
        var json = new JsonObject { ["job"] = report.Job.Id, ["document"] = PathOf(report.Job.Request.Document), ["kind"] = Name(report.Kind), ["method"] = Name(report.Method), ["result"] = report.Text };
        if (report.Job.Request.Other is { } other) json["with"] = PathOf(other);
        if (report.Job.Request.Columns is { Count: > 0 } columns) json["columns"] = new JsonArray([.. columns.Select(column => JsonValue.Create(column))]);
        json["items"] = new JsonArray([.. report.Rows.Select(Row)]);
        if (report.IsPicked) json["picked"] = true;
        if (report.Notes.Count > 0) json["notes"] = new JsonArray([.. report.Notes.Select(Row)]);
        json["coverage"] = Coverage(report.Coverage);
        json["seconds"] = Math.Round(report.Job.Seconds, 1);
        return json;
    }

    public CodePoints PlacesIn(long document) => places.TryGetValue(document, out var known) ? known : places[document] = new CodePoints(library.Read(document).Text);

    /// <summary>A value of an enumeration in snake_case, as all JSON of ours has it.</summary>
    public static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The names of all values, in their order.</summary>
    public static IEnumerable<string> Names<T>() where T : struct, Enum => Enum.GetValues<T>().Select(Name);

    /// <summary>The value that has a name; null where none has.</summary>
    public static T? Named<T>(string name) where T : struct, Enum => Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => Name(value!.Value) == name);

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
        ["text"] = claim.Text, ["verdict"] = Name(claim.Verdict), ["checked"] = Name(claim.Checked), ["confidence"] = Math.Round(claim.Confidence, 4), ["quoted"] = claim.IsQuote,
        ["conflicts_with"] = new JsonArray([.. claim.ConflictsWith.Select(other => JsonValue.Create(other))]),
        ["reasons"] = new JsonArray([.. claim.Reasons.Select(reason => JsonValue.Create(reason))]),
        ["evidence"] = new JsonArray([.. claim.Evidence.Select(Evidence)]),
    };

    private JsonObject Evidence(Evidence evidence)
    {
        var at = evidence.Document.State is DocumentState.Readable ? PlacesIn(evidence.Document.Id) : CodePoints.None;
        return new JsonObject
        {
            ["document"] = evidence.Document.Path, ["page"] = evidence.Page, ["start"] = at.Of(evidence.Start), ["end"] = at.Of(evidence.End), ["quote"] = evidence.Quote,
            ["version"] = evidence.Document.Hash, ["modified"] = evidence.Document.Modified, ["suspicious"] = evidence.IsSuspicious, ["unreachable"] = evidence.Fault is { } fault ? Name(fault) : null,
        };
    }

    private JsonObject Row(ReadRow row)
    {
        var json = Place(new ReadPlace(row.Document, row.Start, row.End, row.Page, row.Quote));
        json.Insert(0, "text", row.Text);
        json["part"] = row.Part;
        if (row.Cells.Count > 0) json["cells"] = new JsonArray([.. row.Cells.Select(cell => JsonValue.Create(cell))]);
        if (row.Verdict is { } verdict) json["verdict"] = Name(verdict);
        if (row.Difference is { } difference) json["difference"] = Name(difference);
        if (row.Other is { } other) json["other"] = Place(other);
        return json;
    }

    private JsonObject Place(ReadPlace place)
    {
        var at = PlacesIn(place.Document);
        return new JsonObject { ["document"] = PathOf(place.Document), ["page"] = place.Page, ["start"] = at.Of(place.Start), ["end"] = at.Of(place.End), ["quote"] = place.Quote };
    }

    private JsonObject Coverage(ReadCoverage coverage) => new()
    {
        ["complete"] = coverage.IsComplete, ["parts"] = coverage.Parts.Count, ["read"] = coverage.Count(PartState.Read), ["skipped"] = coverage.Count(PartState.Skipped),
        ["failed"] = coverage.Count(PartState.Failed), ["waiting"] = coverage.Count(PartState.Waiting), ["characters"] = coverage.Characters, ["characters_read"] = coverage.Read,
        ["tokens"] = coverage.Tokens, ["estimated_tokens"] = coverage.EstimatedTokens, ["dropped_rows"] = coverage.Dropped,
        ["not_read"] = new JsonArray([.. coverage.Parts.Where(part => part.State is not PartState.Read).Select(part => new JsonObject
        {
            ["part"] = part.Number, ["document"] = PathOf(part.Document), ["label"] = part.Label, ["start"] = PlacesIn(part.Document).Of(part.Start), ["end"] = PlacesIn(part.Document).Of(part.End),
            ["state"] = Name(part.State), ["reason"] = part.Reason,
        })]),
    };

    private string? PathOf(long document) => library.FindDocument(document)?.Path;
}
