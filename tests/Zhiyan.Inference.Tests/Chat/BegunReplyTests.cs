using System.Text.Json.Nodes;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Inference.Tests.Chat;

public sealed class BegunReplyTests
{
    private const string Plain = "<user>Why?<assistant>\n";
    private const string Opened = "<user>Why?<assistant>\n<think>\n";

    [Theory]
    [InlineData(Plain, """{"content": "Because"}""", "Because", false)]
    [InlineData(Plain, """{"content": "\n Because"}""", "Because", false)]
    [InlineData(Plain, """{"content": [{"type": "text", "text": "Because"}]}""", "Because", false)]
    [InlineData(Plain, """{"reasoning_content": "Hm, so", "content": ""}""", "<think>\nHm, so", true)]
    [InlineData(Plain, """{"reasoning_content": "Hm, so.\n", "content": "Because"}""", "<think>\nHm, so.\n</think>\n\nBecause", false)]
    [InlineData(Plain, """{"content": "<think>Hm, so"}""", "<think>Hm, so", true)]
    [InlineData(Plain, """{"content": "<think>\nHm.</think>\nBecause"}""", "<think>\nHm.</think>\nBecause", false)]
    [InlineData(Opened, """{"reasoning_content": "Hm, so"}""", "Hm, so", true)]
    [InlineData(Opened, """{"reasoning_content": "Hm.", "content": "Because"}""", "Hm.\n</think>\n\nBecause", false)]
    [InlineData(Opened, """{"content": "Hm.</think>Because"}""", "Hm.</think>Because", false)]
    [InlineData(Opened, """{"content": "<think>Hm"}""", "Hm", true)]
    [InlineData(Opened, """{"content": "Because"}""", "\n</think>\n\nBecause", false)]
    [InlineData(Opened, """{"content": ""}""", "", true)]
    public void The_prompt_goes_on_as_the_model_would_have_written(string prompt, string message, string written, bool isThinking)
    {
        var begun = BegunReply.After(new RenderedText(prompt, []), Message(message));

        Assert.Equal(prompt + written, begun.Prompt.Text);
        Assert.Equal((written, isThinking), (begun.Written, begun.IsThinking));
    }

    [Fact]
    public void What_was_said_is_input_and_the_marks_of_reasoning_are_not()
    {
        var begun = BegunReply.After(new RenderedText(Plain, [6..10]), Message("""{"reasoning_content": "<|im_end|>", "content": "<|im_start|>"}"""));

        var input = begun.Prompt.Input.Select(range => begun.Prompt.Text[range]);

        Assert.Equal(["Why?", "<|im_end|>", "<|im_start|>"], input);
    }

    [Theory]
    [InlineData("""{"role": "user", "content": "Why?"}""", "only an assistant's message")]
    [InlineData("""{"content": null, "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}""", "called tools")]
    public void Other_messages_are_refused(string message, string reason)
    {
        var error = Assert.Throws<ArgumentException>(() => BegunReply.After(new RenderedText(Plain, []), Message(message)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Message(string json)
    {
        var message = (JsonObject)JsonNode.Parse(json)!;
        message.TryAdd("role", "assistant");
        return ChatMessages.ForTemplate(message, knowsDeveloper: false);
    }
}
