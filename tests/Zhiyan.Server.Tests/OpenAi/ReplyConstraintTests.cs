using System.Net;
using Zhiyan.Inference.Constraints;

namespace Zhiyan.Server.Tests.OpenAi;

public sealed class ReplyConstraintTests
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}}}""";
    private const string Hi = """{"prompt":"hi","messages":[{"role":"user","content":"hi"}],""";
    private const string StrictTool = """{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object"}}}""";

    public static TheoryData<string, string> Forms() => new()
    {
        { """{"response_format":{"type":"text"}}""", "" },
        { """{"response_format":{"type":"json_object"}}""", "JsonObject" },
        { $$$"""{"response_format":{"type":"json_object","schema":{{{Schema}}}}}""", $"JsonSchema {Schema}" },
        { $$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"place","strict":true,"schema":{{{Schema}}} } }}""", $"JsonSchema {Schema}" },
        { $$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"place","strict":false,"schema":{{{Schema}}} } }}""", $"JsonSchema {Schema}" },
        { $$$"""{"structured_outputs":{"json":{{{Schema}}}}}""", $"JsonSchema {Schema}" },
        { """{"structured_outputs":{"json_object":true}}""", "JsonObject" },
        { """{"structured_outputs":{"regex":"[0-9]+"}}""", "Regex [0-9]+" },
        { """{"structured_outputs":{"choice":["yes","no"]}}""", "Choice yes|no" },
        { """{"structured_outputs":{"grammar":"root ::= [a-z]"}}""", "Gbnf root ::= [a-z]" },
        { """{"grammar":"root ::= [a-z]"}""", "Gbnf root ::= [a-z]" },
        { """{"grammar":"","structured_outputs":null}""", "" },
        { $$$"""{"json_schema":{{{Schema}}}}""", $"JsonSchema {Schema}" },
    };

    [Theory, MemberData(nameof(Forms))]
    public async Task Every_form_reaches_the_engine_from_either_route(string form, string constraint)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        var (chat, _) = await server.Post("/v1/chat/completions", Hi + form[1..]);
        var (completion, _) = await server.Post("/v1/completions", Hi + form[1..]);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (chat, completion));
        Assert.Equal(constraint, Describe(Assert.Single(engine.Chats).Constraint));
        Assert.Equal(constraint, Describe(Assert.Single(engine.Generations).Constraint));
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"response_format":{"type":"json_schema","json_schema":{"schema":{"not":{}}}}}""", "response_format.json_schema.schema")]
    [InlineData("/v1/chat/completions", """{"structured_outputs":{"regex":"("}}""", "structured_outputs.regex")]
    [InlineData("/v1/chat/completions", $$$"""{"tools":[{{{StrictTool}}}]}""", "tools")]
    [InlineData("/v1/chat/completions", $$$"""{"tools":[{{{StrictTool}}}],"json_schema":{}}""", null)]
    [InlineData("/v1/completions", """{"json_schema":{"not":{}}}""", "json_schema")]
    public async Task One_that_cannot_be_honoured_is_refused_by_the_members_name(string path, string members, string? param)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine { Fails = (0, new ConstraintException("the keyword 'not' at /not is not supported", "/not")) });
        var request = Hi + members[1..^1];

        var (status, body) = await server.Post(path, request + "}");
        var (streamed, _) = await server.Post(path, request + ""","stream":true}""");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (status, streamed));
        Assert.Equal(("invalid_request_error", "invalid_constraint"), ((string)body["error"]!["type"]!, (string)body["error"]!["code"]!));
        Assert.Equal(param, (string?)body["error"]!["param"]);
        Assert.Contains("cannot be honoured: the keyword 'not' at /not", (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_does_not_go_with_ignoring_the_end()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, body) = await server.Post("/v1/completions", """{"prompt":"hi","ignore_eos":true,"grammar":"root ::= [a-z]"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "ignore_eos"), (status, (string)body["error"]!["param"]!));
    }

    private static string Describe(Constraint? constraint) => constraint switch
    {
        null => "",
        JsonObjectConstraint => "JsonObject",
        JsonSchemaConstraint schema => $"JsonSchema {schema.Schema.ToJsonString()}",
        RegexConstraint regex => $"Regex {regex.Pattern}",
        ChoiceConstraint choice => $"Choice {string.Join('|', choice.Choices)}",
        GbnfConstraint grammar => $"Gbnf {grammar.Grammar}",
        _ => constraint.ToString(),
    };
}
