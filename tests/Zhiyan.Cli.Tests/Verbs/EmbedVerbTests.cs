using System.Text.Json.Nodes;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

public sealed class EmbedVerbTests
{
    private static readonly string bert = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "bert", "model.gguf");
    private static readonly string reranker = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "xlm-roberta-reranker", "model.gguf");

    [Fact]
    public async Task Gives_the_reference_vectors_of_the_default_model()
    {
        var golden = JsonNode.Parse(File.ReadAllText(DefaultModels.Golden))!["embed"]!.AsArray().Take(4).ToList();

        var run = await Run.InProcess(["embed", "--model", DefaultModels.Embed, .. golden.SelectMany(entry => (string[])["--text", (string)entry!["text"]!]), "--json"]);

        Assert.Equal(("zhiyan-embed", 384), ((string)run.Json["model"]!, (int)run.Json["dimensions"]!));
        foreach (var (entry, vector) in golden.Zip(run.Json["embeddings"]!.AsArray()))
        {
            foreach (var (expected, found) in entry!["first16"]!.AsArray().Zip(vector!.AsArray())) Assert.Equal((double)expected!, (double)found!, 1e-2);
            Assert.Equal(1, vector!.AsArray().Sum(value => (double)value! * (double)value!), 1e-5);
        }
    }

    [Fact]
    public async Task A_role_is_the_prefix_of_the_card_and_lines_are_texts()
    {
        var lines = await Run.InProcess(["embed", "--model", DefaultModels.Embed, "--file", "-", "--role", "passage"], "one\n二\n");
        var texts = await Run.InProcess("embed", "--model", DefaultModels.Embed, "--text", "passage: one", "--text", "passage: 二");

        Assert.Equal((0, ""), (lines.ExitCode, lines.Error));
        Assert.Equal(texts.Out, lines.Out);
        Assert.Equal(2, lines.Out.Count(unit => unit == '\n'));
    }

    [Fact]
    public async Task Takes_token_ids_and_the_text_that_they_spell()
    {
        var ids = await Run.InProcess("embed", "--model", bert, "--tokens", "275,103,190,151", "--json");

        Assert.Equal((0, 4), (ids.ExitCode, (int)ids.Json["tokens"]!));
        Assert.Equal(48, ids.Json["embeddings"]![0]!.AsArray().Count);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_by_name()
    {
        var overlong = await Run.InProcess("embed", "--model", bert, "--text", string.Concat(Enumerable.Repeat("the ", 100)));
        var scorer = await Run.InProcess("embed", "--model", reranker, "--tokens", "1");
        var role = await Run.InProcess("embed", "--model", bert, "--text", "a", "--role", "query");
        var writing = await Run.InProcess("generate", "--model", bert, "--prompt", "a", "--raw");

        Assert.Contains("has 102 tokens, but the model reads 64", overlong.Error, StringComparison.Ordinal);
        Assert.Contains("this is a reranker", scorer.Error, StringComparison.Ordinal);
        Assert.Contains("has no roles", role.Error, StringComparison.Ordinal);
        Assert.Contains("is an encoder", writing.Error, StringComparison.Ordinal);
        Assert.All((Run[])[overlong, scorer, role, writing], run => Assert.Equal(1, run.ExitCode));
    }
}
