using System.Net;
using Zhiyan.Inference;

namespace Zhiyan.Server.Tests.Rerank;

public sealed class RerankTests(ServedEmbedders served) : IClassFixture<ServedEmbedders>
{
    private const string Path = "/v1/rerank";
    private const string Pumpkins =
        "\"query\":\"how much protein per day\",\"documents\":[\"清炒南瓜丝\",{\"text\":\"Women need 46 grams of protein per day on average.\"},\"Maximum rainfall is in May.\"]";

    private RunningServer Server => served.Running;

    [Fact]
    public async Task A_reranker_puts_the_documents_in_the_order_of_its_scores()
    {
        using var model = EmbeddingModel.Open(served.RerankerPath);
        var scores = model.Rerank("the sea", ["the land", "a man and the sea", "and"]).Relevances;

        var (status, body) = await Server.Post(Path, """{"query":"the sea","documents":["the land","a man and the sea",{"text":"and"}],"return_documents":true}""");

        Assert.Equal((HttpStatusCode.OK, ServedEmbedders.Reranker), (status, (string)body["model"]!));
        var results = body["results"]!.AsArray();
        Assert.Equal(scores.Index().OrderByDescending(pair => pair.Item).Select(pair => (pair.Index, pair.Item)), results.Select(result => ((int)result!["index"]!, (float)result["relevance_score"]!)));
        Assert.All(results, result => Assert.Equal(((string[])["the land", "a man and the sea", "and"])[(int)result!["index"]!], (string)result["document"]!["text"]!));
        Assert.Equal((int)body["usage"]!["prompt_tokens"]!, (int)body["usage"]!["total_tokens"]!);
    }

    [Fact]
    public async Task An_embedding_model_that_is_named_compares_by_cosines()
    {
        var (status, body) = await Server.Post(Path, $$"""{"model":"zhiyan-embed",{{Pumpkins}},"top_n":2}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var results = body["results"]!.AsArray();
        Assert.Equal(2, results.Count);
        Assert.Equal(1, (int)results[0]!["index"]!);
        Assert.Null(results[0]!["document"]);
        Assert.InRange((float)results[0]!["relevance_score"]!, 0.8f, 1f);
    }

    [Theory]
    [InlineData("""{"documents":["a"]}""", 400, "query", "query is missing")]
    [InlineData("""{"query":"a"}""", 400, "documents", "documents is missing")]
    [InlineData("""{"query":"a","documents":[]}""", 400, "documents", "one document or more")]
    [InlineData("""{"query":"a","documents":[7]}""", 400, "documents[0]", "an object")]
    [InlineData("""{"query":"a","documents":[{"title":"b"}]}""", 400, "documents[0].text", "is missing")]
    [InlineData("""{"query":"a","documents":["b"],"top_n":0}""", 400, "top_n", "top_n is 0")]
    [InlineData("""{"query":"a","documents":["b"],"model":"model"}""", 400, "model", "this needs reranker or embedding: ")]
    [InlineData("""{"query":"a","documents":["b"],"model":"nobody"}""", 404, "model", "installed are:")]
    public async Task What_cannot_be_done_is_refused_by_name(string request, int status, string param, string says)
    {
        var (found, body) = await Server.Post(Path, request);

        Assert.Equal(status, (int)found);
        Assert.Equal(param, (string?)body["error"]!["param"]);
        Assert.Contains(says, (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_does_not_fit_beside_the_query_is_refused_or_cut_and_told()
    {
        var document = string.Concat(Enumerable.Repeat("the ", 100));

        var (refused, error) = await Server.Post(Path, $$"""{"query":"the","documents":["{{document}}"]}""");
        var (cut, reply) = await Server.Post(Path, $$"""{"query":"the","documents":["{{document}}"],"truncate":true}""");

        Assert.Equal((HttpStatusCode.BadRequest, "context_length_exceeded"), (refused, (string)error["error"]!["code"]!));
        Assert.Equal((HttpStatusCode.OK, 64, 41), (cut, (int)reply["usage"]!["prompt_tokens"]!, (int)reply["zhiyan"]!["dropped_tokens"]!));
    }

    [Fact]
    public async Task Without_a_reranker_one_must_be_named()
    {
        await using var server = await RunningServer.Start(new ScriptedModels());

        var (status, body) = await server.Post(Path, $$"""{{{Pumpkins}}}""");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("no model of the kind reranker is installed", (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reranker_does_not_chat()
    {
        var (status, body) = await Server.Post("/v1/chat/completions", """{"model":"tiny-reranker","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("is a reranker; it writes no text", (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }
}
