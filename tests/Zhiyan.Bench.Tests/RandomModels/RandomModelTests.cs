using Zhiyan.Bench.RandomModels;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Bench.Tests.RandomModels;

public sealed class RandomModelTests : IDisposable
{
    private static readonly ModelShape Small = ModelShape.Known["llama-3.1-8b"] with
    {
        Layers = 9, Width = 256, Heads = 4, KeyValueHeads = 2, FeedForward = 512, HeadDim = 64, Vocabulary = 1_000, Context = 128,
    };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-random");

    public void Dispose() => folder.Delete(recursive: true);

    public static TheoryData<string, string> Models() =>
        [.. from types in WeightTypes.Known from architecture in (string[])["llama", "qwen2"] select (types.Name, architecture)];

    [Theory, MemberData(nameof(Models))]
    public void Runs_with_finite_logits_that_are_not_all_alike(string types, string architecture)
    {
        var path = Write(Small with { Architecture = architecture, TiedHead = architecture == "qwen2" }, types);

        using var model = Open(path);
        using var runner = new Runner(model, threads: 1);
        using var session = new Session(runner);
        var logits = session.Append(1, 500, 999, 3).ToArray();

        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
        Assert.InRange(Math.Sqrt(logits.Average(logit => logit * logit)), 0.2, 5);
    }

    [Fact]
    public void Its_vocabulary_writes_any_text()
    {
        using var model = Open(Write(Small, "Q8_0"));

        var tokens = model.Tokenizer.Encode("abc 知言", SpecialTokens.Plain, addBosEos: false);

        Assert.Equal("abc 知言", model.Tokenizer.Decode(tokens, skipSpecial: false));
        Assert.Equal(1_000, model.Tokenizer.VocabularySize);
        Assert.Equal([999], model.EndTokens);
    }

    [Fact]
    public void Is_the_same_file_however_many_threads_write_it()
    {
        var one = Write(Small, "Q4_K_M", threads: 1, name: "one");
        var four = Write(Small, "Q4_K_M", threads: 4, name: "four");

        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(four));
    }

    /// <summary>llama-quant.cpp: with nine layers the first, the last two, and every third between from the fourth on.</summary>
    [Fact]
    public void Mixes_types_as_llama_cpp_does()
    {
        var tensors = ModelInspection.Read(Write(Small, "Q4_K_M")).Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Type);

        Assert.Equal(("Q6_K", "Q4_K"), (tensors["output.weight"], tensors["token_embd.weight"]));
        Assert.Equal([0, 3, 6, 7, 8], Enumerable.Range(0, 9).Where(layer => tensors[$"blk.{layer}.ffn_down.weight"] == "Q6_K"));
        Assert.Equal([0, 3, 6, 7, 8], Enumerable.Range(0, 9).Where(layer => tensors[$"blk.{layer}.attn_v.weight"] == "Q6_K"));
        Assert.All(tensors.Where(tensor => tensor.Key.Contains("attn_q") || tensor.Key.Contains("ffn_up")), tensor => Assert.Equal("Q4_K", tensor.Value));
    }

    [Fact]
    public void Falls_back_where_rows_do_not_fill_super_blocks()
    {
        var narrow = Small with { Width = 224, HeadDim = 56, TiedHead = true };

        var tensors = ModelInspection.Read(Write(narrow, "Q4_K_M")).Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Type);

        Assert.Equal(("Q8_0", "Q5_0"), (tensors["token_embd.weight"], tensors["blk.0.attn_q.weight"]));
        Assert.Equal(("Q8_0", "Q6_K"), (tensors["blk.0.attn_v.weight"], tensors["blk.0.ffn_down.weight"]));
    }

    private string Write(ModelShape shape, string types, int threads = 2, string name = "model")
    {
        var path = Path.Combine(folder.FullName, $"{name}.gguf");
        new RandomModel(shape, WeightTypes.Known.Single(known => known.Name == types), seed: 1).Write(path, threads);
        return path;
    }

    private static Model Open(string path)
    {
        try
        {
            return Model.Open(path);
        }
        catch (ModelFormatException error) when (error.Message.Contains("is not built"))
        {
            Assert.Skip(error.Message);
            throw;
        }
    }
}
