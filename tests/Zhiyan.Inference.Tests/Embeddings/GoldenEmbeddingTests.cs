using System.Runtime.InteropServices;
using System.Text.Json;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Models;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Embeddings;

/// <summary>Tiny encoders, embedding models and rerankers against transformers (fixtures/README.md, models), in both formats.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenEmbeddingTests(GoldenTally tally) : IClassFixture<GoldenTally>
{
    public static TheoryData<string> Cases()
    {
        var rows = new TheoryData<string>();
        foreach (var folder in Fixtures.CaseFolders("models", "expected.json").Where(folder => KindOf(folder) != "decoder"))
        {
            rows.Add(Path.Combine(folder, "hf"));
            if (File.Exists(Path.Combine(folder, "model.gguf"))) rows.Add(Path.Combine(folder, "model.gguf"));
        }
        if (rows.Count == 0) rows.Add("");
        return rows;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Reproduces_the_reference_alone_and_together(string path)
    {
        using var golden = Open(path);

        var alone = golden.Prompts.Select(prompt => Assert.Single(golden.Run([prompt]))).ToList();
        var together = golden.Run(golden.Prompts);

        foreach (var index in Enumerable.Range(0, golden.Prompts.Count))
        {
            foreach (var (name, found) in alone[index].Outputs) AssertClose(golden.Tensor($"{name}{index}"), found, golden.Tolerance, $"{name}{index}");
            foreach (var (first, second) in alone[index].Outputs.Zip(together[index].Outputs))
                Assert.True(MemoryMarshal.AsBytes<float>(first.Values).SequenceEqual(MemoryMarshal.AsBytes<float>(second.Values)), $"{first.Name}{index} differs in company");
        }
    }

    private static void AssertClose(float[] expected, float[] found, float tolerance, string name)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < found.Length; i++)
            Assert.True(Math.Abs(found[i] - expected[i]) <= tolerance, $"{name}, value {i} of {found.Length}: {found[i]}, not {expected[i]}");
    }

    private static string KindOf(string folder)
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        return expected.RootElement.GetProperty("kind").GetString()!;
    }

    /// <summary>Opens a case, or skips it with the reason.</summary>
    private Golden Open(string path)
    {
        if (path == "") Assert.Skip("no fixture folder holds embedding models");
        var folder = Path.GetDirectoryName(path)!;
        var kindFolder = Path.GetDirectoryName(folder)!;
        try
        {
            var golden = new Golden(path, folder, KindOf(folder));
            tally.Ran(kindFolder);
            return golden;
        }
        catch (ModelFormatException error) when (error.Message.Contains("is not built", StringComparison.Ordinal) || error.Message.Contains("names no pooling", StringComparison.Ordinal))
        {
            tally.Skip(kindFolder, error.Message);
            throw;
        }
    }

    private sealed record Output(IReadOnlyList<(string Name, float[] Values)> Outputs);

    private sealed class Golden : IDisposable
    {
        private readonly EmbeddingModel model;
        private readonly IHiddenStates states;
        private readonly SafetensorsFile tensors;

        public Golden(string path, string folder, string kind)
        {
            using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
            Prompts = [.. expected.RootElement.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetProperty("tokens").Deserialize<int[]>()!)];
            Tolerance = expected.RootElement.GetProperty("tolerance").GetSingle();
            model = EmbeddingModel.Open(path);
            states = model.States;
            tensors = new SafetensorsFile(Path.Combine(folder, "logits.safetensors"));
            Assert.Equal(kind == "reranker", model.IsReranker);
        }

        public IReadOnlyList<int[]> Prompts { get; }

        public float Tolerance { get; }

        public float[] Tensor(string name) => MemoryMarshal.Cast<byte, float>(tensors.Tensors[name].Data.Span(0, (int)tensors.Tensors[name].Data.Length)).ToArray();

        public IReadOnlyList<Output> Run(IReadOnlyList<int[]> prompts)
        {
            if (model.IsReranker) return [.. states.Score([.. prompts.Select(prompt => new TokenizedText(prompt))]).Select(score => new Output([("s", [score])]))];
            var hidden = prompts.Select(_ => new List<float>()).ToList();
            states.Run([.. prompts.Select(prompt => new TokenizedText(prompt))], (text, _, row) => hidden[text].AddRange(row));
            var vectors = model.EmbedTokens(prompts).Vectors;
            return [.. hidden.Zip(vectors, (rows, vector) => new Output([("p", [.. rows]), ("e", vector)]))];
        }

        public void Dispose()
        {
            model.Dispose();
            tensors.Dispose();
        }
    }
}
