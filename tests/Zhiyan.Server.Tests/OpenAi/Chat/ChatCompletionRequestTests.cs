using System.Net;
using System.Reflection;
using System.Text.Json;
using Zhiyan.Server.OpenAi.Chat;
using Zhiyan.Server.OpenAi.Completions;
using Zhiyan.Server.Tokens;

namespace Zhiyan.Server.Tests.OpenAi.Chat;

public sealed class ChatCompletionRequestTests
{
    [Theory]
    [InlineData("""{}""", "messages", "messages is missing.")]
    [InlineData("""{"messages":[]}""", "messages", "one message or more")]
    [InlineData("""{"messages":"hi"}""", "messages", "must be a list")]
    [InlineData("""{"messages":[{"content":"hi"}]}""", "messages[0].role", "is missing")]
    [InlineData("""{"messages":[{"role":"king","content":"hi"}]}""", "messages[0].role", "\"king\"")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content", "is missing")]
    [InlineData("""{"messages":[{"role":"user","content":7}]}""", "messages[0].content", "is 7; it must be a string or a list of parts")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}}]}]}""", "messages[0].content[1].type", "reads text only")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"id":"1"}]}]}""", "messages[0].tool_calls[0].function.name", "is missing")]
    [InlineData("""{"temperature":3}""", "temperature", "temperature is 3; it must be a number from 0 to 2.")]
    [InlineData("""{"temperature":"hot"}""", "temperature", "\"hot\"")]
    [InlineData("""{"temperature":1e999}""", "temperature", "from 0 to 2")]
    [InlineData("""{"top_p":-0.1}""", "top_p", "from 0 to 1")]
    [InlineData("""{"n":9}""", "n", "from 1 to 8")]
    [InlineData("""{"n":1.5}""", "n", "a whole number")]
    [InlineData("""{"max_tokens":0}""", "max_tokens", "from 1 to")]
    [InlineData("""{"stream":"yes"}""", "stream", "true or false")]
    [InlineData("""{"stop":7}""", "stop", "a string or a list of strings")]
    [InlineData("""{"stop":["a",""]}""", "stop[1]", "1 character or more")]
    [InlineData("""{"stop":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}""", "stop", "17 items; it may have 16")]
    [InlineData("""{"top_logprobs":2}""", "top_logprobs", "together with logprobs")]
    [InlineData("""{"logprobs":true,"top_logprobs":21}""", "top_logprobs", "from 0 to 20")]
    [InlineData("""{"logit_bias":{"x":1}}""", "logit_bias.x", "under a token id")]
    [InlineData("""{"logit_bias":{"65":101}}""", "logit_bias.65", "from -100 to 100")]
    [InlineData("""{"logit_bias":{"99999999":1}}""", "logit_bias", "vocabulary ends at 65791")]
    [InlineData("""{"tool_choice":"required"}""", "tool_choice", "together with tools")]
    [InlineData("""{"tool_choice":{"type":"function","function":{"name":"f"}}}""", "tool_choice.function.name", "the name of a tool, and tools is empty")]
    [InlineData("""{"tool_choice":{"type":"function","function":{"name":"h"}},"tools":[{"function":{"name":"f"}},{"function":{"name":"g"}}]}""", "tool_choice.function.name", "is \"h\"; it must be one of the tools: f, g")]
    [InlineData("""{"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[]}},"tools":[{"function":{"name":"f"}}]}""", "tool_choice.allowed_tools.mode", "together with tools")]
    [InlineData("""{"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"g"}}]}},"tools":[{"function":{"name":"f"}}]}""", "tool_choice.allowed_tools.tools[0].function.name", "one of the tools: f")]
    [InlineData("""{"tool_choice":"maybe"}""", "tool_choice", "auto, none, required")]
    [InlineData("""{"tool_choice":{"type":"custom"}}""", "tool_choice", "auto, none, required")]
    [InlineData("""{"response_format":{"type":"xml"}}""", "response_format.type", "text, json_object or json_schema")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{}}}""", "response_format.json_schema.schema", "is missing")]
    [InlineData("""{"response_format":{"schema":{}}}""", "response_format.type", "is missing")]
    [InlineData("""{"response_format":{"type":"json_object"},"structured_outputs":{"regex":"a"}}""", "structured_outputs.regex", "response_format and structured_outputs.regex are given")]
    [InlineData("""{"grammar":"root ::= \"a\"","json_schema":{}}""", "json_schema", "grammar and json_schema are given")]
    [InlineData("""{"structured_outputs":{"choice":[]}}""", "structured_outputs.choice", "one text or more")]
    [InlineData("""{"structured_outputs":{"choice":["a",1]}}""", "structured_outputs.choice[1]", "must be a string")]
    [InlineData("""{"structured_outputs":{"structural_tag":"x"}}""", "structured_outputs.structural_tag", "not built")]
    [InlineData("""{"guided_json":{}}""", "guided_json", "replaced by structured_outputs; send {\"structured_outputs\": {\"json\"")]
    [InlineData("""{"thinking_budget":-1}""", "thinking_budget", "from 0 to")]
    [InlineData("""{"reasoning_effort":"much"}""", "reasoning_effort", "none, minimal, low")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"continue_final_message":true}""", "continue_final_message", "end with the assistant's text")]
    [InlineData("""{"messages":[{"role":"assistant","content":"a"}],"continue_final_message":true}""", "continue_final_message", "end with the assistant's text")]
    [InlineData("""{"service_tier":"cheap"}""", "service_tier", "auto, default, flex or priority")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f","strict":"yes"}}]}""", "tools[0].function.strict", "true or false")]
    [InlineData("""{"tools":[{"type":"function","function":{}}]}""", "tools[0].function.name", "is missing")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"a b"}}]}""", "tools[0].function.name", "1 to 64 letters")]
    [InlineData("""{"tools":[{"type":"web_search"}]}""", "tools[0].type", "only tools of type function")]
    [InlineData("""{"functions":[]}""", "functions", "replaced by tools")]
    [InlineData("""{"modalities":["text","audio"]}""", "modalities[1]", "writes text only")]
    public async Task A_request_that_cannot_be_met_is_refused_by_name(string json, string param, string message)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);
        if (!json.Contains("messages", StringComparison.Ordinal) && json != "{}") json = $$"""{"messages":[{"role":"user","content":"hi"}],{{json[1..]}}""";

        var (status, body) = await server.Post("/v1/chat/completions", json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request_error", (string)body["error"]!["type"]!);
        Assert.Equal(param, (string)body["error"]!["param"]!);
        Assert.Contains(message, (string)body["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Empty(engine.Chats);
    }

    [Theory]
    [InlineData("""[{"role":"system","content":"s"},{"role":"developer","content":"d"},{"role":"user","content":[{"type":"text","text":"a"}]}]""")]
    [InlineData("""[{"role":"user","content":"u"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}]""")]
    [InlineData("""[{"role":"user","content":"u","name":"Ann"},{"role":"assistant","content":"a","reasoning_content":"r"},{"role":"user","content":""}]""")]
    public async Task Every_kind_of_message_is_taken(string messages)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, _) = await server.Post("/v1/chat/completions", $$"""{"messages":{{messages}}}""");

        Assert.Equal(HttpStatusCode.OK, status);
    }

    /// <summary>What the reference page lists is what the reader reads: each property, given a value of no sensible type, is refused by its own name.</summary>
    [Theory]
    [InlineData(typeof(ChatCompletionRequest), "/v1/chat/completions")]
    [InlineData(typeof(CompletionRequest), "/v1/completions")]
    [InlineData(typeof(TokenizeRequest), "/tokenize")]
    [InlineData(typeof(DetokenizeRequest), "/detokenize")]
    [InlineData(typeof(TemplateRequest), "/apply-template")]
    public async Task Every_documented_member_is_read(Type request, string path)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        var unread = new List<string>();

        foreach (var property in request.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            var required = new Dictionary<string, string> { ["messages"] = """[{"role":"user","content":"hi"}]""", ["prompt"] = "\"hi\"", ["content"] = "\"hi\"", ["tokens"] = "[65]" };
            required[name] = property.PropertyType == typeof(string) || property.PropertyType == typeof(bool) ? "[[]]" : "true";
            if (property.PropertyType == typeof(bool?)) required[name] = "[[]]";
            if (property.Name == nameof(ChatCompletionRequest.Logprobs)) required[name] = "[[]]";
            var (status, body) = await server.Post(path, $"{{{string.Join(',', required.Select(member => $"\"{member.Key}\":{member.Value}"))}}}");
            if (status != HttpStatusCode.BadRequest || (string?)body["error"]!["param"] != name) unread.Add(name);
        }

        Assert.Empty(unread);
    }
}
