using System.Runtime.InteropServices;
using System.Text.Json;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Models;
using Zhiyan.Kernels.Operations;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Models;

/// <summary>Tiny models against transformers' logits and greedy tokens (fixtures/README.md, models), in both formats.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenModelTests(GoldenTally tally) : IClassFixture<GoldenTally>
{
    public static TheoryData<string> Cases()
    {
        var rows = new TheoryData<string>();
        foreach (var folder in Fixtures.CaseFolders("models", "expected.json"))
        {
            rows.Add(Path.Combine(folder, "hf"));
            if (File.Exists(Path.Combine(folder, "model.gguf"))) rows.Add(Path.Combine(folder, "model.gguf"));
        }
        if (rows.Count == 0) rows.Add("");
        return rows;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Reproduces_the_reference_logits_whole_in_pieces_and_token_by_token(string path)
    {
        using var golden = Open(path);
        using var runner = new Runner(golden.Model);

        foreach (var (index, prompt) in golden.Prompts.Index())
        {
            var expected = golden.Logits($"p{index}");
            foreach (var piece in (int[])[prompt.Tokens.Length, 7, 1])
            {
                using var session = new Session(runner);
                foreach (var chunk in prompt.Tokens.Chunk(piece))
                {
                    var start = session.Length;
                    session.Append(chunk, (row, logits) => AssertClose(expected, start + row, logits, golden.Tolerance));
                }
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Decodes_the_reference_greedy_tokens_with_the_cache_and_without(string path)
    {
        using var golden = Open(path);
        using var runner = new Runner(golden.Model);

        foreach (var prompt in golden.Prompts)
        {
            using var cached = new Session(runner);
            var logits = cached.Append(prompt.Tokens);
            for (var step = 0; step < prompt.Greedy.Length; step++)
            {
                Assert.Equal(prompt.Greedy[step], ArgMax.Of(logits));
                using var whole = new Session(runner);
                Assert.Equal(prompt.Greedy[step], ArgMax.Of(whole.Append([.. prompt.Tokens, .. prompt.Greedy[..step]])));
                logits = cached.Append(prompt.Greedy[step]);
            }
        }
    }

    private static void AssertClose(float[] expected, int row, ReadOnlySpan<float> logits, float tolerance)
    {
        for (var token = 0; token < logits.Length; token++)
        {
            var difference = Math.Abs(logits[token] - expected[row * logits.Length + token]);
            Assert.True(difference <= tolerance, $"token {token} after position {row}: {logits[token]}, not {expected[row * logits.Length + token]}");
        }
    }

    /// <summary>Opens a case, or skips it with the reason.</summary>
    private Golden Open(string path)
    {
        if (path == "") Assert.Skip("no fixture folder holds models");
        var folder = Path.GetDirectoryName(path)!;
        var kindFolder = Path.GetDirectoryName(folder)!;
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var root = expected.RootElement;
        var kind = root.GetProperty("kind").GetString();
        if (kind != "decoder") tally.Skip(kindFolder, $"a model of kind '{kind}' has no logits; GoldenEmbeddingTests runs it");
        var prompts = root.GetProperty("prompts").Deserialize<Prompt[]>(new JsonSerializerOptions { PropertyNameCaseInsensitive = true })!;
        var model = OpenModel(path, kindFolder);
        tally.Ran(kindFolder);
        return new Golden(model, new SafetensorsFile(Path.Combine(folder, "logits.safetensors")), prompts, root.GetProperty("tolerance").GetSingle());
    }

    private Model OpenModel(string path, string kindFolder)
    {
        try
        {
            return Model.Open(path);
        }
        catch (ModelFormatException error) when (error.Message.Contains("is not built", StringComparison.Ordinal))
        {
            tally.Skip(kindFolder, error.Message);
            throw;
        }
    }

    private sealed record Prompt(int[] Tokens, int[] Greedy);

    private sealed class Golden : IDisposable
    {
        private readonly SafetensorsFile logits;

        public Golden(Model model, SafetensorsFile logits, Prompt[] prompts, float tolerance)
        {
            this.logits = logits;
            (Model, Prompts, Tolerance) = (model, prompts, tolerance);
        }

        public Model Model { get; }

        public Prompt[] Prompts { get; }

        public float Tolerance { get; }

        public float[] Logits(string name) => MemoryMarshal.Cast<byte, float>(logits.Tensors[name].Data.Span(0, (int)logits.Tensors[name].Data.Length)).ToArray();

        public void Dispose()
        {
            Model.Dispose();
            logits.Dispose();
        }
    }
}
