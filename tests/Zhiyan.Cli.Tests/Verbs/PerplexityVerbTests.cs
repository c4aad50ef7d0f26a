using Zhiyan.Inference;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

public sealed class PerplexityVerbTests : IDisposable
{
    private static readonly string path = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2", "hf");

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData(2048)]
    [InlineData(7)]
    public async Task Agrees_with_its_definition(int window)
    {
        const string Text = "In the beginning 天地玄黄 was the word, 🤔 and a good deal more of it.";
        File.WriteAllText(file, Text + " This is not read.");

        var run = await Run.InProcess("perplexity", "--model", path, "--file", file, "--characters", $"{Text.EnumerateRunes().Count()}", "--context", $"{window}", "--exact", "--json");

        var (mean, tokens) = Definition(Text, window);
        Assert.Equal(tokens, (int)run.Json["tokens"]!);
        Assert.Equal(mean, (double)run.Json["nll_per_token"]!, 1e-5);
        Assert.Equal(Math.Exp(mean), (double)run.Json["perplexity"]!, 1e-2);
    }

    [Fact]
    public async Task Refuses_a_text_with_nothing_to_score()
    {
        var run = await Run.InProcess("perplexity", "--model", path, "--file", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(file, run.Error);
    }

    /// <summary>Every token from everything before it in its window, one session each.</summary>
    private static (double Mean, int Tokens) Definition(string text, int window)
    {
        using var model = Model.Open(path, exact: true);
        using var runner = new Runner(model, 1);
        var losses = new List<double>();
        foreach (var ids in model.Tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false).Chunk(window))
        {
            for (var next = 1; next < ids.Length; next++)
            {
                using var session = new Session(runner);
                var logits = session.Append(ids.AsSpan(0, next)).ToArray();
                losses.Add(Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[ids[next]]);
            }
        }
        return (losses.Average(), losses.Count);
    }
}
