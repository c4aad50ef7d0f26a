using Zhiyan.Knowledge.Tests.Libraries;

namespace Zhiyan.Knowledge.Tests;

public sealed class EmbedderTests
{
    [Fact]
    public async Task Sentences_that_are_asked_for_again_need_no_model_and_passages_do()
    {
        var vectors = new WordVectors();
        var embedder = WordVectors.Embedder(vectors);
        string[] sentences = [.. Enumerable.Range(0, 100).Select(number => $"Train {number} leaves."), "Train 7 leaves."];

        var first = await embedder.Sentences(sentences, TestContext.Current.CancellationToken);
        var made = vectors.Texts;
        var second = await embedder.Sentences([.. sentences.Reverse(), "A tram stands still."], TestContext.Current.CancellationToken);
        var added = vectors.Texts - made;
        var passages = await embedder.Passages(sentences, TestContext.Current.CancellationToken);

        Assert.Equal((100, 1, 202), (made, added, vectors.Texts));
        Assert.Equal(first.Reverse(), second.SkipLast(1));
        Assert.Equal(passages.Select(vector => vector.ToArray()), first.Select(vector => vector.ToArray()));
    }
}
