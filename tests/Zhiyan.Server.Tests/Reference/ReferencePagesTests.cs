using System.Text.RegularExpressions;

namespace Zhiyan.Server.Tests.Reference;

public sealed partial class ReferencePagesTests
{
    [Fact]
    public async Task The_document_lists_every_route_and_its_members()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (_, document) = await server.Get("/openapi/v1.json");

        Assert.Equal(
            ["/apply-template", "/detokenize", "/health", "/state.json", "/tokenize", "/v1/chat/completions", "/v1/completions", "/v1/embeddings",
                "/v1/libraries", "/v1/libraries/{library}", "/v1/libraries/{library}/ask", "/v1/libraries/{library}/documents", "/v1/libraries/{library}/documents/{document}/text", "/v1/libraries/{library}/read", "/v1/libraries/{library}/read/{job}", "/v1/libraries/{library}/read/{job}/continue", "/v1/libraries/{library}/read/{job}/events", "/v1/libraries/{library}/read/{job}/stop", "/v1/libraries/{library}/read/estimate", "/v1/libraries/{library}/recheck", "/v1/libraries/{library}/reindex", "/v1/libraries/{library}/search", "/v1/libraries/{library}/sync",
                "/v1/models", "/v1/models/{id}", "/v1/rerank"],
            document["paths"]!.AsObject().Select(path => path.Key).Order());
        var schemas = document["components"]!["schemas"]!;
        Assert.Equal(["string", "array"], schemas["CompletionRequest"]!["properties"]!["prompt"]!["anyOf"]![0]!["anyOf"]!.AsArray().Select(form => (string)form!["type"]!));
        Assert.Equal("""["messages"]""", schemas["ChatCompletionRequest"]!["required"]!.ToJsonString());
        var members = schemas["ChatCompletionRequest"]!["properties"]!.AsObject();
        Assert.Equal("0 takes the most likely token; up to 2.", (string)members["temperature"]!["description"]!);
        Assert.Contains("max_completion_tokens", members.Select(member => member.Key));
    }

    [Fact]
    public async Task The_page_and_its_script_come_from_here_without_a_key()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { ApiKeys = ["right"] });

        using var response = await server.Client.GetAsync("/docs/");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Contains("connect-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotMatch(Elsewhere(), page);
        var scripts = Script().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var loaded = await server.Client.GetAsync(new Uri(response.RequestMessage!.RequestUri!, script));
            loaded.EnsureSuccessStatusCode();
            Assert.InRange((await loaded.Content.ReadAsByteArrayAsync()).Length, 100, int.MaxValue);
        }
    }

    [GeneratedRegex("(src|href)=\"(https?:)?//")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("<script[^>]* src=\"([^\"]+)\"")]
    private static partial Regex Script();
}
