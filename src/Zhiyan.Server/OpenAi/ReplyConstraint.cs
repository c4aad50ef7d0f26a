using Zhiyan.Inference.Constraints;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.OpenAi;

/// <summary>
/// What a request wants its reply held to, and the member that says so: OpenAI's <c>response_format</c>, vLLM's <c>structured_outputs</c>,
/// llama.cpp's <c>grammar</c> and <c>json_schema</c>. One at a time, and none is ever passed over in silence.
/// </summary>
internal sealed record ReplyConstraint(string Path, Constraint Constraint)
{
    private const int MostChoices = 1_024;

    private static readonly string[] replaced = ["guided_json", "guided_regex", "guided_choice", "guided_grammar"];

    public static ReplyConstraint? Read(Field body)
    {
        foreach (var name in replaced)
            if (!body[name].IsMissing) throw body[name].NotBuilt($"it was replaced by structured_outputs; send {{\"structured_outputs\": {{\"{name["guided_".Length..]}\": …}}}}.");

        var outputs = body["structured_outputs"];
        if (!outputs["structural_tag"].IsMissing) throw outputs["structural_tag"].NotBuilt("structural tags are not built; send json, regex, choice or grammar.");
        ReplyConstraint?[] all =
        [
            Format(body["response_format"]),
            Schema(outputs["json"]), Regex(outputs["regex"]), Choice(outputs["choice"]), Grammar(outputs["grammar"]), AnyObject(outputs["json_object"]),
            Grammar(body["grammar"]), Schema(body["json_schema"]),
        ];
        return all.OfType<ReplyConstraint>().ToList() switch
        {
            [] => null,
            [var one] => one,
            [var first, var second, ..] => throw ApiException.Invalid(second.Path, $"{first.Path} and {second.Path} are given; a reply can be held to one of them only."),
        };
    }

    private static ReplyConstraint? Format(Field format)
    {
        var type = format["type"];
        switch (type.Text())
        {
            case "text":
                return null;
            case "json_object":
                return Schema(format["schema"]) ?? new ReplyConstraint(format.Path, new JsonObjectConstraint());     // with a schema: llama.cpp's form
            case "json_schema":
                var named = format["json_schema"];
                named["name"].Text();
                named["strict"].Flag();     // held to the schema either way
                return Schema(named["schema"]) ?? throw named["schema"].Missing();
            case null:
                return format.IsMissing ? null : throw type.Missing();
            default:
                throw type.Wrong("text, json_object or json_schema");
        }
    }

    private static ReplyConstraint? Schema(Field schema) => schema.Object() is { } given ? new(schema.Path, new JsonSchemaConstraint(given)) : null;

    private static ReplyConstraint? Regex(Field pattern) => pattern.Text() is { } given ? new(pattern.Path, new RegexConstraint(given)) : null;

    private static ReplyConstraint? Grammar(Field grammar) => grammar.Text() is { Length: > 0 } given ? new(grammar.Path, new GbnfConstraint(given)) : null;

    private static ReplyConstraint? AnyObject(Field wanted) => wanted.Flag() is true ? new(wanted.Path, new JsonObjectConstraint()) : null;

    private static ReplyConstraint? Choice(Field choices)
    {
        if (choices.IsMissing) return null;
        var texts = choices.Items(MostChoices).Select(choice => choice.Text() ?? throw choice.Wrong("a string")).ToList();
        return texts.Count > 0 ? new(choices.Path, new ChoiceConstraint(texts)) : throw choices.Wrong("a list of one text or more");
    }
}
