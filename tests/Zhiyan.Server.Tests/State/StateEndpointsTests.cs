using System.Net;
using System.Text.RegularExpressions;
using Zhiyan.Inference;

namespace Zhiyan.Server.Tests.State;

public sealed partial class StateEndpointsTests
{
    [Fact]
    public async Task What_every_model_does_is_told()
    {
        var engine = new ScriptedEngine { Told = new() { Waiting = 2, CacheLimit = 500, Sequences = [new SequenceState(7, 100, 64, 32, 0, IsBackground: true, 1.5)] } };
        await using var server = await RunningServer.Start(
            new ScriptedModels(("busy", () => engine), ("other", () => new ScriptedEngine())), RunningServer.Settings with { MemoryBudget = 10_000 });
        await server.Server.Loaded;

        var (status, first) = await server.Get("/state.json");
        var (_, second) = await server.Get("/state.json");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(10_000, (long)first["memory_budget_bytes"]!);
        Assert.InRange((double)second["clock_seconds"]!, (double)first["clock_seconds"]!, double.MaxValue);
        Assert.Equal(["busy loaded 1500", "other available ", "embedder available ", "partial incomplete "], first["models"]!.AsArray().Select(model => $"{model!["id"]} {model["state"]} {model["memory_bytes"]}"));
        Assert.Equal((2, 500), ((int)first["models"]![0]!["engine"]!["waiting"]!, (int)first["models"]![0]!["engine"]!["cache_limit"]!));
        Assert.Equal("""{"id":7,"prompt_tokens":100,"read":64,"cached":32,"made":0,"is_background":true,"seconds":1.5}""", first["models"]![0]!["engine"]!["sequences"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("/state.json", "models")]
    [InlineData("/v1/models", "data")]
    public async Task How_far_a_model_is_loaded_is_told(string path, string list)
    {
        using var isLoading = new ManualResetEventSlim();
        using var mayLoad = new ManualResetEventSlim();
        await using var server = await RunningServer.Start(new ScriptedModels(("slow", () =>
        {
            isLoading.Set();
            mayLoad.Wait();
            return new ScriptedEngine();
        })) { Progress = 0.4 });

        isLoading.Wait();
        var (_, loading) = await server.Get(path);
        mayLoad.Set();
        await server.Server.Loaded;
        var (_, loaded) = await server.Get(path);

        Assert.Equal(("loading", 0.4), ((string?)loading[list]![0]!["state"], (double?)loading[list]![0]!["progress"]));
        Assert.Equal(("loaded", null), ((string?)loaded[list]![0]!["state"], (double?)loaded[list]![0]!["progress"]));
    }

    [Theory]
    [InlineData(null, "en")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans")]
    [InlineData("en-GB,en;q=0.9,zh;q=0.8", "en")]
    [InlineData("zh;q=0.2, en;q=0.7", "en")]
    [InlineData("fr-FR,fr;q=0.9", "en")]
    [InlineData("fr, zh-TW;q=0.5", "zh-Hans")]
    public async Task The_page_speaks_the_browsers_language(string? accept, string lang)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        if (accept is not null) server.Client.DefaultRequestHeaders.Add("Accept-Language", accept);

        var page = await server.Client.GetStringAsync("/state");

        Assert.Contains($"<html lang=\"{lang}\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_runs_its_own_script_and_no_other()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        using var response = await server.Client.GetAsync("/state");
        var page = await response.Content.ReadAsStringAsync();
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();

        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Script().Match(page).Groups[1].Value));
        Assert.Contains($"script-src 'sha256-{Convert.ToBase64String(hash)}';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//|@import|innerHTML", page);
    }

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
