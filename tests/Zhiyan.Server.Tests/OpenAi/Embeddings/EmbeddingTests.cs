using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.OpenAi.Embeddings;

public sealed class EmbeddingTests(ServedEmbedders served) : IClassFixture<ServedEmbedders>
{
    private const string Path = "/v1/embeddings";

    private RunningServer Server => served.Running;

    [Fact]
    public async Task Texts_become_the_reference_vectors_in_their_order()
    {
        var golden = JsonNode.Parse(File.ReadAllText(DefaultModels.Golden))!["embed"]!.AsArray().Take(3).ToList();

        var (status, body) = await Server.Post(Path, JsonSerializer.Serialize(new { input = golden.Select(entry => (string)entry!["text"]!) }));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("list", "zhiyan-embed"), ((string)body["object"]!, (string)body["model"]!));
        Assert.Equal([0, 1, 2], body["data"]!.AsArray().Select(entry => (int)entry!["index"]!));
        foreach (var (expected, found) in golden.Zip(body["data"]!.AsArray()))
        {
            Assert.Equal("embedding", (string)found!["object"]!);
            Assert.Equal(384, Floats(found).Length);
            Assert.All(expected!["first16"]!.AsArray().Zip(Floats(found)), pair => Assert.Equal((float)pair.First!, pair.Second, 1e-2f));
        }
        var tokens = golden.Sum(entry => entry!["ids"]!.AsArray().Count);
        Assert.Equal((tokens, tokens), ((int)body["usage"]!["prompt_tokens"]!, (int)body["usage"]!["total_tokens"]!));
    }

    [Fact]
    public async Task Base64_holds_the_same_numbers_and_ids_are_the_text_that_they_spell()
    {
        var (_, floats) = await Server.Post(Path, """{"input":"query: how much protein per day","dimensions":384}""");
        var (_, base64) = await Server.Post(Path, """{"input":["query: how much protein per day"],"encoding_format":"base64"}""");
        var (_, ids) = await Server.Post(Path, """{"input":[0,39,882,12,2200,2935,10334,101,2989,2]}""");
        var (_, mixed) = await Server.Post(Path, """{"input":[[0,39,882,12,2200,2935,10334,101,2989,2],"query: how much protein per day"]}""");
        var (_, typed) = await Server.Post(Path, """{"input":"how much protein per day","input_type":"query"}""");

        var expected = Floats(floats["data"]![0]!);
        var bytes = Convert.FromBase64String((string)base64["data"]![0]!["embedding"]!);
        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        Assert.Equal(expected, Floats(ids["data"]![0]!));
        Assert.Equal([expected, expected], mixed["data"]!.AsArray().Select(entry => Floats(entry!)));
        Assert.Equal(expected, Floats(typed["data"]![0]!));
    }

    [Theory]
    [InlineData("""{}""", 400, "input", "input is missing")]
    [InlineData("""{"input":[]}""", 400, "input", "input")]
    [InlineData("""{"input":"a","dimensions":256}""", 400, "dimensions", "384 dimensions")]
    [InlineData("""{"input":"a","encoding_format":"int8"}""", 400, "encoding_format", "float or base64")]
    [InlineData("""{"input":[60000]}""", 400, null, "vocabulary ends at 59999")]
    [InlineData("""{"input":[-1]}""", 400, "input[0]", "-1")]
    [InlineData("""{"input":"a","input_type":"poem"}""", 400, null, "it has: query, passage")]
    [InlineData("""{"input":[1],"input_type":"query"}""", 400, "input_type", "token ids")]
    [InlineData("""{"input":"a","model":"tiny-reranker"}""", 400, "model", "this needs embedding")]
    [InlineData("""{"input":"a","model":"text-embedding-3-small"}""", 404, "model", "installed are:")]
    public async Task What_cannot_be_done_is_refused_by_name(string request, int status, string? param, string says)
    {
        var (found, body) = await Server.Post(Path, request);

        Assert.Equal(status, (int)found);
        Assert.Equal(param, (string?)body["error"]!["param"]);
        Assert.Contains(says, (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_longer_than_the_context_is_refused_or_cut_and_told()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 600));

        var (refused, error) = await Server.Post(Path, $$"""{"input":["a","{{text}}"]}""");
        var (cut, reply) = await Server.Post(Path, $$"""{"input":["a","{{text}}"],"truncate":true}""");

        Assert.Equal((HttpStatusCode.BadRequest, "context_length_exceeded"), (refused, (string)error["error"]!["code"]!));
        Assert.Contains("the text 1 (counted from 0) has 602 tokens", (string)error["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, 90), (cut, (int)reply["zhiyan"]!["dropped_tokens"]!));
    }

    [Fact]
    public async Task The_list_tells_what_a_model_is_for_and_what_it_offers()
    {
        await Server.Post(Path, """{"input":"a"}""");

        var (_, list) = await Server.Get("/v1/models");

        var entries = list["data"]!.AsArray().ToDictionary(entry => (string)entry!["id"]!, entry => entry!);
        Assert.Equal(("embedding", "loaded", 512), ((string)entries["zhiyan-embed"]["kind"]!, (string)entries["zhiyan-embed"]["state"]!, (int)entries["zhiyan-embed"]["context"]!));
        Assert.Equal("passage: ", (string)entries["zhiyan-embed"]["prefixes"]!["passage"]!);
        Assert.Equal("reranker", (string)entries[ServedEmbedders.Reranker]["kind"]!);
        Assert.Equal("chat", (string)entries["model"]["kind"]!);
    }

    [Fact]
    public async Task Requests_at_once_get_what_they_get_alone()
    {
        string[] inputs = [.. Enumerable.Range(0, 12).Select(index => $"passage: text {index}")];
        var (_, together) = await Server.Post(Path, JsonSerializer.Serialize(new { input = inputs }));

        var alone = await Task.WhenAll(inputs.Select(input => Server.Post(Path, JsonSerializer.Serialize(new { input }))));

        Assert.Equal(together["data"]!.AsArray().Select(entry => Floats(entry!)), alone.Select(reply => Floats(reply.Body["data"]![0]!)));
    }

    [Fact]
    public async Task Of_more_models_than_there_is_room_for_the_least_recently_used_leaves()
    {
        await using var server = await RunningServer.Start(served.Settings with { MemoryBudget = new FileInfo(DefaultModels.Embed).Length });

        await server.Post(Path, """{"input":"a"}""");
        var first = await States(server);
        await server.Post("/v1/rerank", """{"query":"a","documents":["b"]}""");
        var second = await States(server);
        var (again, _) = await server.Post(Path, """{"input":"a"}""");

        Assert.Equal(("loaded", "available"), first);
        Assert.Equal(("available", "loaded"), second);
        Assert.Equal(HttpStatusCode.OK, again);
    }

    [Fact]
    public async Task A_loaded_embedding_model_does_not_chat_either()
    {
        await Server.Post(Path, """{"input":"a"}""");

        var (status, body) = await Server.Post("/v1/chat/completions", """{"model":"zhiyan-embed","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal((HttpStatusCode.BadRequest, "model"), (status, (string)body["error"]!["param"]!));
    }

    private static async Task<(string Embedder, string Reranker)> States(RunningServer server)
    {
        var (_, list) = await server.Get("/v1/models");
        var states = list["data"]!.AsArray().ToDictionary(entry => (string)entry!["id"]!, entry => (string)entry!["state"]!);
        return (states["zhiyan-embed"], states[ServedEmbedders.Reranker]);
    }

    private static float[] Floats(JsonNode entry) => [.. entry["embedding"]!.AsArray().Select(value => (float)value!)];
}
