using System.Net;

namespace Zhiyan.Server.Tests.Tokens;

public sealed class TokenEndpointsTests
{
    [Theory]
    [InlineData("""{"content":"ab"}""", "[97,98]")]
    [InlineData("""{"content":"ab","add_special":true}""", "[1,97,98]")]
    [InlineData("""{"content":"a","with_pieces":true}""", """[{"id":97,"piece":"a"}]""")]
    [InlineData("""{"content":""}""", "[]")]
    public async Task A_text_becomes_token_ids(string request, string tokens)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, body) = await server.Post("/tokenize", request);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(tokens, body["tokens"]!.ToJsonString());
    }

    [Fact]
    public async Task Token_ids_become_a_text()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (_, body) = await server.Post("/detokenize", """{"tokens":[19990,30028]}""");
        var (status, refused) = await server.Post("/detokenize", """{"tokens":[99999999]}""");

        Assert.Equal("世界", (string)body["content"]!);
        Assert.Equal((HttpStatusCode.BadRequest, "tokens"), (status, (string)refused["error"]!["param"]!));
    }

    [Theory, InlineData("", "<system>s<user>hi<assistant>"), InlineData(""","add_generation_prompt":false""", "<system>s<user>hi")]
    public async Task A_conversation_becomes_its_prompt(string more, string prompt)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (_, body) = await server.Post("/apply-template", $$"""{"messages":[{"role":"system","content":"s"},{"role":"user","content":"hi"}]{{more}}}""");

        Assert.Equal(prompt, (string)body["prompt"]!);
    }
}
