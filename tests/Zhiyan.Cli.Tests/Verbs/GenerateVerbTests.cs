using System.Text.Json.Nodes;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

public sealed class GenerateVerbTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-generate");

    public void Dispose() => folder.Delete(recursive: true);

    public static TheoryData<string> Cases() => TinyModels.Cases();

    [Theory, MemberData(nameof(Cases)), Trait("Category", "Golden")]
    public async Task Goes_on_from_token_ids_with_the_reference_tokens(string path)
    {
        var golden = TinyModels.Expected(path);
        foreach (var prompt in golden["prompts"]!.AsArray())
        {
            var expected = prompt!["greedy"]!.AsArray().Select(token => (int)token!).ToList();

            var run = await Run.InProcess("generate", "--model", path, "--tokens", string.Join(',', prompt["tokens"]!.AsArray()), "--max-tokens", $"{expected.Count}", "--temperature", "0", "--json");

            TinyModels.SkipUnlessBuilt(run);
            Assert.Equal(expected, run.Json["tokens"]!.AsArray().Select(token => (int)token!));
            Assert.Equal("length", (string?)run.Json["finish_reason"]);
        }
    }

    [Fact, Trait("Category", "Golden")]
    public async Task Goes_on_from_the_default_model_s_prompts_with_the_reference_tokens()
    {
        var prompts = JsonNode.Parse(File.ReadAllText(DefaultModels.Golden))!["mini"]!["prompts"]!.AsArray();
        var jobs = Write(string.Join('\n', prompts.Select(prompt => new JsonObject
        {
            ["tokens"] = prompt!["ids"]!.DeepClone(),
            ["max_tokens"] = prompt["greedy"]!.AsArray().Count,
        }.ToJsonString())));

        var run = await Run.InProcess("generate", "--model", DefaultModels.Mini, "--batch", jobs, "--temperature", "0", "--exact");

        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["tokens"]!.ToJsonString());
        Assert.Equal(prompts.Select(prompt => prompt!["greedy"]!.ToJsonString()), lines);
    }

    [Theory]
    [InlineData("中国的首都是哪座城市？", "北京")]
    [InlineData("Which city is the capital of France?", "Paris")]
    public async Task Answers_a_question_with_the_default_model(string question, string answer)
    {
        var run = await Run.InProcess("generate", "--model", DefaultModels.Mini, "--prompt", question, "--max-tokens", "64", "--seed", "1", "--json");

        Assert.Contains(answer, (string?)run.Json["text"]);
        Assert.Equal("stop", (string?)run.Json["finish_reason"]);
        Assert.Equal(run.Json["tokens"]!.AsArray().Count, (int)run.Json["usage"]!["completion_tokens"]!);
        Assert.True((double)run.Json["timings"]!["generation_s"]! > 0);
    }

    [Fact]
    public async Task Stops_at_an_end_token_where_it_is_told_to()
    {
        var qwen2 = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2", "model.gguf");
        var prompt = TinyModels.Expected(qwen2)["prompts"]!.AsArray().First(prompt => (int)prompt!["greedy"]![0]! == 287);
        var tokens = string.Join(',', prompt!["tokens"]!.AsArray());

        var run = await Run.InProcess("generate", "--model", qwen2, "--tokens", tokens, "--ignore-end", "false", "--max-tokens", "8", "--temperature", "0", "--json");

        Assert.Equal([287], run.Json["tokens"]!.AsArray().Select(token => (int)token!));
        Assert.Equal("stop", (string?)run.Json["finish_reason"]);
    }

    [Fact]
    public async Task The_same_seed_draws_the_same_tokens()
    {
        string[] arguments = ["generate", "--model", TinyModels.Llama, "--tokens", "5,6,7", "--max-tokens", "16", "--temperature", "1", "--top-k", "0", "--top-p", "1", "--json", "--seed"];

        var (first, again, other) = (await Run.InProcess([.. arguments, "7"]), await Run.InProcess([.. arguments, "7"]), await Run.InProcess([.. arguments, "8"]));

        Assert.Equal(first.Json["tokens"]!.ToJsonString(), again.Json["tokens"]!.ToJsonString());
        Assert.NotEqual(first.Json["tokens"]!.ToJsonString(), other.Json["tokens"]!.ToJsonString());
    }

    [Fact]
    public async Task Tells_log_probabilities_where_they_are_asked_for()
    {
        var run = await Run.InProcess("generate", "--model", TinyModels.Llama, "--tokens", "5", "--max-tokens", "3", "--temperature", "0", "--logprobs", "2", "--json");

        foreach (var choice in run.Json["logprobs"]!.AsArray())
        {
            Assert.Equal(2, choice!["top"]!.AsArray().Count);
            Assert.Equal((int)choice["token"]!, (int)choice["top"]![0]!["token"]!);
            Assert.InRange((double)choice["logprob"]!, -100, 0);
        }
        Assert.Equal(3, run.Json["logprobs"]!.AsArray().Count);
    }

    [Fact]
    public async Task Refuses_a_prompt_that_is_too_long_unless_it_may_cut_it()
    {
        string[] arguments = ["generate", "--model", TinyModels.Llama, "--context", "8", "--tokens", "1,2,3,4,5,6,7,8", "--max-tokens", "4", "--json"];

        var (refused, cut) = (await Run.InProcess(arguments), await Run.InProcess([.. arguments, "--truncate"]));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("8 tokens and 4 more", refused.Error);
        Assert.Equal(4, (int)cut.Json["usage"]!["dropped_tokens"]!);
    }

    [Fact]
    public async Task A_batch_gives_a_line_for_each_job_also_for_one_that_fails()
    {
        var jobs = Write("""
            {"id": "a", "tokens": [5, 6], "max_tokens": 2}

            {"tokens": [99999]}
            {"prompt": "x", "colour": "red"}
            {"tokens": [7]}
            """);

        var run = await Run.InProcess("generate", "--model", TinyModels.Llama, "--batch", jobs, "--max-tokens", "3", "--temperature", "0");

        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(4, lines.Count);
        Assert.Equal(("a", 2), ((string?)lines[0]["id"], lines[0]["tokens"]!.AsArray().Count));
        Assert.Equal(3, (int)lines[1]["line"]!);
        Assert.Contains("99999", (string?)lines[1]["error"]);
        Assert.Contains("colour", (string?)lines[2]["error"]);
        Assert.Equal(3, lines[3]["tokens"]!.AsArray().Count);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 of the jobs failed", run.Error);
    }

    [Fact]
    public async Task Messages_come_from_a_file_with_their_tools()
    {
        var file = Write("""
            {"messages": [{"role": "user", "content": "What is the weather in Beijing?"}],
             "tools": [{"type": "function", "function": {"name": "get_weather", "description": "Current weather in a city", "parameters":
               {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]}
            """);

        var run = await Run.InProcess("generate", "--model", DefaultModels.Mini, "--messages", file, "--temperature", "0", "--max-tokens", "64", "--json");

        Assert.Equal("tool_calls", (string?)run.Json["finish_reason"]);
        var call = Assert.Single(run.Json["tool_calls"]!.AsArray());
        Assert.Equal("get_weather", (string?)call!["name"]);
        Assert.Equal("Beijing", (string?)call["arguments"]!["city"]);
    }

    private string Write(string text)
    {
        var path = Path.Combine(folder.FullName, "input.json");
        File.WriteAllText(path, text);
        return path;
    }
}
