using System.Net;

namespace Zhiyan.Server.Tests.OpenAi.Models;

public sealed class ModelEndpointsTests
{
    [Fact]
    public async Task Every_installed_model_is_listed_with_its_state()
    {
        await using var server = await RunningServer.Start(new ScriptedModels(("first", () => new ScriptedEngine()), ("second", () => new ScriptedEngine())));
        await server.Server.Loaded;

        var (status, body) = await server.Get("/v1/models");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("list", (string)body["object"]!);
        Assert.Equal(
            ["first model zhiyan loaded chat", "second model zhiyan available chat", "embedder model zhiyan available embedding", "partial model zhiyan incomplete chat"],
            body["data"]!.AsArray().Select(entry => $"{entry!["id"]} {entry["object"]} {entry["owned_by"]} {entry["state"]} {entry["kind"]}"));
        Assert.Equal(4_096, (int)body["data"]![0]!["context"]!);
        Assert.Equal("part 2 of 3 is missing", (string)body["data"]![3]!["missing"]!);
    }

    [Fact]
    public async Task One_model_is_found_by_its_id()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, body) = await server.Get("/v1/models/scripted");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("scripted", (string)body["id"]!);
    }

    [Theory, InlineData("gpt-4o"), InlineData("%2Fetc%2Fpasswd"), InlineData("../scripted.gguf")]
    public async Task An_unknown_model_is_a_404_that_names_what_is_installed(string id)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (listed, entry) = await server.Get($"/v1/models/{Uri.EscapeDataString(id)}");
        var (asked, reply) = await server.Post("/v1/chat/completions", $$"""{"model":"{{id}}","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (listed, asked));
        Assert.Equal(("model_not_found", "model"), ((string)entry["error"]!["code"]!, (string)entry["error"]!["param"]!));
        Assert.Equal("model_not_found", (string)reply["error"]!["code"]!);
        Assert.Contains("installed are: scripted", (string)reply["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedding_model_does_not_chat()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, body) = await server.Post("/v1/chat/completions", """{"model":"embedder","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("embedding model", (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }
}
