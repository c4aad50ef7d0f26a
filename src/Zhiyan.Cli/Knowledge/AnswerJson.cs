using System.Text.Json.Nodes;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Cli.Knowledge;

/// <summary>An answer as JSON, its places counted in code points.</summary>
internal sealed class AnswerJson(HitWriter hits)
{
    public JsonObject Of(Answer answer)
    {
        var json = new JsonObject
        {
            ["answer"] = answer.Text,
            ["claims"] = new JsonArray([.. answer.Claims.Select(Claim)]),
            ["abstained"] = answer.Abstained,
            ["unanswered"] = new JsonArray([.. answer.Unanswered.Select(question => JsonValue.Create(question))]),
            ["confidence"] = Math.Round(answer.Confidence, 4),
            ["coverage"] = Coverage(answer.Coverage),
        };
        return json;
    }

    public static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Supported => "supported",
        Verdict.Partly => "partly",
        Verdict.Contradicted => "contradicted",
        Verdict.NotFound => "not_found",
        _ => "unreachable",
    };

    private JsonObject Claim(Claim claim) => new()
    {
        ["text"] = claim.Text, ["verdict"] = Name(claim.Verdict), ["confidence"] = Math.Round(claim.Confidence, 4), ["quoted"] = claim.IsQuote,
        ["conflicts_with"] = new JsonArray([.. claim.ConflictsWith.Select(other => JsonValue.Create(other))]),
        ["evidence"] = new JsonArray([.. claim.Evidence.Select(Evidence)]),
    };

    private JsonObject Evidence(Evidence evidence)
    {
        var at = hits.PlacesIn(evidence.Document.Id);
        return new JsonObject { ["document"] = evidence.Document.Path, ["page"] = evidence.Page, ["start"] = at.Of(evidence.Start), ["end"] = at.Of(evidence.End), ["quote"] = evidence.Quote };
    }

    private static JsonObject Coverage(AnswerCoverage coverage) => new()
    {
        ["mode"] = coverage.Mode is ReadingMode.FullText ? "full_text" : "passages", ["passages_read"] = coverage.PassagesRead, ["passages"] = coverage.Passages,
        ["documents_read"] = coverage.DocumentsRead, ["documents"] = coverage.Documents, ["characters"] = coverage.Characters, ["tokens"] = coverage.Tokens,
    };
}
