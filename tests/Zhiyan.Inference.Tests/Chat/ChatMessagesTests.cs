using System.Text.Json.Nodes;
using Zhiyan.Inference.Chat;

namespace Zhiyan.Inference.Tests.Chat;

public sealed class ChatMessagesTests
{
    [Fact]
    public void Text_parts_become_one_text()
    {
        var message = ForTemplate("""{"role": "user", "content": [{"type": "text", "text": "你好，"}, {"type": "text", "text": "world"}]}""");

        Assert.Equal("你好，world", (string?)message["content"]);
    }

    [Fact]
    public void Arguments_in_a_string_become_an_object()
    {
        var message = ForTemplate("""{"role": "assistant", "content": null, "tool_calls": [{"function": {"name": "f", "arguments": "{\"city\": \"北京\"}"}}]}""");

        Assert.Equal("北京", (string?)message["tool_calls"]![0]!["function"]!["arguments"]!["city"]);
    }

    [Fact]
    public void Arguments_that_are_no_json_stay_as_they_were_written()
    {
        var message = ForTemplate("""{"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{city"}}]}""");

        Assert.Equal("{city", (string?)message["tool_calls"]![0]!["function"]!["arguments"]);
    }

    [Fact]
    public void A_developer_speaks_as_the_system_to_templates_that_do_not_know_one()
    {
        Assert.Equal("system", (string?)ForTemplate("""{"role": "developer", "content": "x"}""")["role"]);
        Assert.Equal("developer", (string?)ChatMessages.ForTemplate((JsonObject)JsonNode.Parse("""{"role": "developer", "content": "x"}""")!, knowsDeveloper: true)["role"]);
    }

    [Theory]
    [InlineData("""{"content": "x"}""", "role")]
    [InlineData("""{"role": 1, "content": "x"}""", "role")]
    [InlineData("""{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}""", "image_url")]
    [InlineData("""{"role": "user", "content": [7]}""", "part")]
    public void Names_what_it_cannot_take(string message, string named)
    {
        var error = Assert.Throws<ArgumentException>(() => ForTemplate(message));

        Assert.Contains(named, error.Message);
    }

    [Fact]
    public void Leaves_the_callers_message_alone()
    {
        var message = (JsonObject)JsonNode.Parse("""{"role": "developer", "content": [{"type": "text", "text": "x"}]}""")!;

        ChatMessages.ForTemplate(message, knowsDeveloper: false);

        Assert.Equal("""{"role":"developer","content":[{"type":"text","text":"x"}]}""", message.ToJsonString());
    }

    private static JsonObject ForTemplate(string message) => ChatMessages.ForTemplate((JsonObject)JsonNode.Parse(message)!, knowsDeveloper: false);
}
