using System.Text.Json;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Embeddings;

/// <summary>zhiyan-embed against the float32 reference of models/golden.json.</summary>
[Trait("Category", "Golden")]
public sealed class DefaultEmbedderTests
{
    private static readonly (string Text, int[] Ids, float[] First16, double Norm)[] golden =
    [
        .. JsonDocument.Parse(File.ReadAllText(DefaultModels.Golden)).RootElement.GetProperty("embed").EnumerateArray().Select(entry => (
            entry.GetProperty("text").GetString()!, entry.GetProperty("ids").Deserialize<int[]>()!,
            entry.GetProperty("first16").Deserialize<float[]>()!, entry.GetProperty("norm").GetDouble())),
    ];

    [Fact]
    public void Reads_text_as_the_reference_does()
    {
        using var model = EmbeddingModel.Open(DefaultModels.Embed);

        Assert.All(golden, entry => Assert.Equal(entry.Ids, model.Tokenizer.Encode(entry.Text, SpecialTokens.Plain, addBosEos: true)));
    }

    [Fact]
    public void Exact_arithmetic_gives_the_reference_vectors()
    {
        using var model = EmbeddingModel.Open(DefaultModels.Embed, settings: new EmbeddingSettings { Exact = true });

        var vectors = model.Embed([.. golden.Select(entry => entry.Text)]).Vectors;

        Assert.All(golden.Zip(vectors), pair => AssertClose(pair.First, pair.Second, 2e-6));
    }

    [Fact]
    public void Int8_arithmetic_gives_them_within_a_hundredth()
    {
        using var model = EmbeddingModel.Open(DefaultModels.Embed);
        using var exact = EmbeddingModel.Open(DefaultModels.Embed, settings: new EmbeddingSettings { Exact = true });

        var vectors = model.Embed([.. golden.Select(entry => entry.Text)]).Vectors;
        var references = exact.Embed([.. golden.Select(entry => entry.Text)]).Vectors;

        Assert.All(golden.Zip(vectors), pair => AssertClose(pair.First, pair.Second, 1e-2));
        Assert.All(references.Zip(vectors), pair => Assert.InRange(Cosine(pair.First, pair.Second), 0.999, 1.000001));
    }

    [Fact]
    public void A_vector_is_the_same_bits_alone_in_company_and_on_other_threads()
    {
        string[] texts = [.. Enumerable.Range(0, 60).Select(index => string.Concat(Enumerable.Repeat($"文字 {index} and words. ", 1 + index * 7 % 40)))];
        using var model = EmbeddingModel.Open(DefaultModels.Embed, settings: new EmbeddingSettings { Threads = 2 });
        using var single = EmbeddingModel.Open(DefaultModels.Embed, settings: new EmbeddingSettings { Threads = 1 });
        var options = new EmbeddingOptions { Role = EmbeddingModel.PassageRole, Truncate = true };

        var together = model.Embed(texts, options);

        foreach (var index in (int[])[0, 1, 17, 39, 58, 59]) Assert.Equal(Assert.Single(single.Embed([texts[index]], options).Vectors), together.Vectors[index]);
    }

    [Fact]
    public void A_text_longer_than_the_context_is_refused_or_cut_and_counted()
    {
        using var model = EmbeddingModel.Open(DefaultModels.Embed);
        var text = string.Concat(Enumerable.Repeat("word ", 600));

        var refused = Assert.Throws<TextTooLongException>(() => model.Embed(["short", text]));
        var cut = model.Embed(["short", text], new EmbeddingOptions { Truncate = true });

        Assert.Equal((1, 602, 512), (refused.Index, refused.Tokens, refused.Context));
        Assert.Equal(90, cut.DroppedTokens);
        Assert.Equal(cut.Vectors[1], Assert.Single(model.Embed([string.Concat(Enumerable.Repeat("word ", 510))]).Vectors));
    }

    [Fact]
    public void A_role_of_the_card_is_its_prefix()
    {
        using var model = EmbeddingModel.Open(DefaultModels.Embed);

        var asQuery = model.Embed(["南瓜的家常做法"], new EmbeddingOptions { Role = EmbeddingModel.QueryRole });
        var written = model.Embed(["query: 南瓜的家常做法"]);
        var error = Assert.Throws<ArgumentException>(() => model.Embed(["x"], new EmbeddingOptions { Role = "poem" }));

        Assert.Equal(written.Vectors[0], asQuery.Vectors[0]);
        Assert.Contains("it has: query, passage", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_passage_that_answers_ranks_first()
    {
        using var model = EmbeddingModel.Open(DefaultModels.Embed);

        var english = model.Rerank("how much protein per day", ["清炒南瓜丝", "Women need 46 grams of protein per day on average.", "Maximum rainfall is in May."]);
        var chinese = model.Rerank("南瓜怎么做", ["The average requirement of protein.", "天气很好", "把南瓜切成丝，放油清炒。"]);

        Assert.Equal(1, Best(english));
        Assert.Equal(2, Best(chinese));
    }

    [Fact]
    public async Task The_standard_generator_gives_the_same_vectors_and_counts_tokens()
    {
        using var model = EmbeddingModel.Open(DefaultModels.Embed);
        using var generator = model.AsEmbeddingGenerator();

        var generated = await generator.GenerateAsync(["query: one", "passage: two"], cancellationToken: TestContext.Current.CancellationToken);

        var direct = model.Embed(["query: one", "passage: two"]);
        Assert.Equal(direct.Vectors, generated.Select(embedding => embedding.Vector.ToArray()));
        Assert.Equal(direct.Tokens, generated.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Callers_at_the_same_time_get_what_they_get_alone()
    {
        using var model = EmbeddingModel.Open(DefaultModels.Embed);
        var texts = golden.Select(entry => entry.Text).ToList();
        var alone = texts.Select(text => model.Embed([text]).Vectors[0]).ToList();

        var together = await Task.WhenAll(texts.Select(text => Task.Run(() => model.Embed([text]).Vectors[0])));

        Assert.Equal(alone, together);
    }

    private static void AssertClose((string Text, int[] Ids, float[] First16, double Norm) entry, float[] vector, double tolerance)
    {
        var worst = entry.First16.Zip(vector, (expected, found) => Math.Abs(expected - found)).Max();
        Assert.True(worst <= tolerance, $"{entry.Text}: off by {worst}");
        Assert.Equal(entry.Norm, Math.Sqrt(vector.Sum(value => (double)value * value)), 1e-6);
    }

    private static int Best(Ranking ranking) => ranking.Relevances.Index().MaxBy(pair => pair.Item).Index;

    private static double Cosine(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();
}
