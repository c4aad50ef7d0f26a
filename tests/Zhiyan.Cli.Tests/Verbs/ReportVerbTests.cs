using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

/// <summary>The verbs that only tell: version, models, inspect, bench.</summary>
public sealed class ReportVerbTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("zhiyan-data");

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task Version_names_itself_and_the_machine()
    {
        var run = await Run.InProcess("version", "--json");

        Assert.Matches(@"^\d+\.\d+\.\d+$", (string?)run.Json["version"]);
        Assert.NotEmpty((string)run.Json["cpu"]!);
    }

    [Fact]
    public async Task Models_lists_what_was_dropped_into_the_data_folder()
    {
        var models = data.CreateSubdirectory("models");
        File.Copy(TinyModels.Llama, Path.Combine(models.FullName, "my-llama.gguf"));

        var run = await Run.InProcess("models", "--data", data.FullName, "--json");
        var used = await Run.InProcess("generate", "--data", data.FullName, "--model", "my-llama", "--tokens", "1", "--max-tokens", "1", "--json");

        Assert.Contains(run.Json.AsArray(), model => (string?)model!["id"] == "my-llama" && model["missing"] is null);
        Assert.Contains(run.Json.AsArray(), model => (string?)model!["id"] == "zhiyan-mini");
        Assert.Single(used.Json["tokens"]!.AsArray());
    }

    [Fact]
    public async Task The_data_folder_also_comes_last_and_as_text_for_people()
    {
        var run = await Run.InProcess("models", "--data", data.FullName);

        Assert.Contains("zhiyan-mini", run.Out);
        Assert.DoesNotContain('\e', run.Out);
    }

    [Theory]
    [InlineData("model.gguf", "gguf", "qwen2")]
    [InlineData("hf", "safetensors", "Qwen2ForCausalLM")]
    public async Task Inspect_shows_metadata_and_tensors(string name, string format, string architecture)
    {
        var path = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2", name);

        var json = (await Run.InProcess("inspect", path, "--json")).Json;
        var text = (await Run.InProcess("inspect", path)).Out;

        Assert.Equal((format, architecture), ((string?)json["format"], (string?)json["architecture"]));
        Assert.NotEmpty(json["metadata"]!.AsObject());
        Assert.All(json["tensors"]!.AsArray(), tensor => Assert.NotEmpty(tensor!["shape"]!.AsArray()));
        foreach (var tensor in json["tensors"]!.AsArray()) Assert.Contains((string)tensor!["name"]!, text);
    }

    [Fact]
    public async Task Inspect_shortens_long_arrays()
    {
        var vocabulary = Path.Combine(Fixtures.Root, "tests", "fixtures", "tokenizers", "own", "llama-bpe", "vocab.gguf");

        var tokens = (await Run.InProcess("inspect", vocabulary, "--json")).Json["metadata"]!["tokenizer.ggml.tokens"]!;

        Assert.True((int)tokens["count"]! > 100);
        Assert.Equal(8, tokens["first"]!.AsArray().Count);
    }

    [Fact]
    public async Task Bench_measures_speed_and_memory()
    {
        var run = await Run.InProcess("bench", "--model", TinyModels.Llama, "--prompt", "16", "--generate", "4", "--repeat", "2", "--threads", "1", "--json");

        foreach (var figure in (string[])["prefill_tok_s", "decode_tok_s", "load_s", "rss_mb"]) Assert.True((double)run.Json[figure]! > 0, figure);
        Assert.Equal(1, (int)run.Json["threads"]!);
    }
}
