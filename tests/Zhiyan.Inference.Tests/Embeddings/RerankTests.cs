using Zhiyan.Inference.Models;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Embeddings;

public sealed class RerankTests
{
    private static readonly string reranker = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "xlm-roberta-reranker", "model.gguf");

    [Fact]
    public void A_reranker_reads_query_and_document_between_the_tokens_of_its_kind()
    {
        using var model = EmbeddingModel.Open(reranker);
        int[] query = Encode("the sea"), document = Encode("a man and the land");

        var ranking = model.Rerank("the sea", ["a man and the land"]);

        var expected = Assert.Single(model.States.Score([new TokenizedText([0, .. query, 2, 2, .. document, 2])]));     // <s> q </s></s> d </s>
        Assert.Equal(expected, Assert.Single(ranking.Scores));
        Assert.Equal(1 / (1 + Math.Exp(-expected)), Assert.Single(ranking.Relevances), 1e-6);
        Assert.Equal(query.Length + document.Length + 4, ranking.Tokens);

        int[] Encode(string text) => model.Tokenizer.Encode(text, Zhiyan.Inference.Tokenizers.SpecialTokens.Plain, addBosEos: false);
    }

    [Fact]
    public void A_document_has_the_same_score_alone_and_among_others()
    {
        using var model = EmbeddingModel.Open(reranker);
        string[] documents = [.. Enumerable.Range(0, 150).Select(index => string.Concat(Enumerable.Repeat("and the man ", 1 + index % 5)) + index)];

        var together = model.Rerank("the sea", documents);

        foreach (var index in (int[])[0, 70, 149]) Assert.Equal(together.Scores[index], Assert.Single(model.Rerank("the sea", [documents[index]]).Scores));
    }

    [Fact]
    public void A_reranker_gives_no_vectors()
    {
        using var model = EmbeddingModel.Open(reranker);

        Assert.Throws<InvalidOperationException>(() => model.Embed(["the sea"]));
    }
}
