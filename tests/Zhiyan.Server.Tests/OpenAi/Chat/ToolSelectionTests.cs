using System.Net;
using Zhiyan.Inference.Chat;

namespace Zhiyan.Server.Tests.OpenAi.Chat;

public sealed class ToolSelectionTests
{
    private const string Tools = """[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}]""";

    [Theory]
    [InlineData("null", "f g", ToolChoiceMode.Auto, null)]
    [InlineData("\"auto\"", "f g", ToolChoiceMode.Auto, null)]
    [InlineData("\"none\"", "", ToolChoiceMode.None, null)]
    [InlineData("\"required\"", "f g", ToolChoiceMode.Required, null)]
    [InlineData("""{"type":"function","function":{"name":"g"}}""", "f g", ToolChoiceMode.Required, "g")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"g"}}]}}""", "g", ToolChoiceMode.Auto, null)]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}""", "f", ToolChoiceMode.Required, null)]
    public async Task A_choice_says_which_tools_are_offered_and_whether_one_must_be_called(string choice, string offered, ToolChoiceMode mode, string? name)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        var (status, _) = await server.Post("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"hi"}],"tools":{{Tools}},"tool_choice":{{choice}}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var chat = Assert.Single(engine.Chats);
        Assert.Equal(offered, string.Join(' ', chat.Tools.Select(tool => (string)tool["function"]!["name"]!)));
        Assert.Equal(new ToolChoice(mode, name), chat.ToolChoice);
    }

    [Theory, InlineData("", true), InlineData(""","parallel_tool_calls":true""", true), InlineData(""","parallel_tool_calls":false""", false)]
    public async Task Several_calls_in_a_reply_may_be_ruled_out(string more, bool parallel)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        await server.Post("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"hi"}],"tools":{{Tools}}{{more}}}""");

        Assert.Equal(parallel, engine.Chats[0].ParallelToolCalls);
    }
}
