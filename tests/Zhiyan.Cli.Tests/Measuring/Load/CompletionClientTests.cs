using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Measuring.Load;

namespace Zhiyan.Cli.Tests.Measuring.Load;

public sealed class CompletionClientTests
{
    private const string Piece = """data: {"choices":[{"index":0,"text":"a"}],"usage":null}""" + "\n\n";
    private const string Usage = """data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}}}""" + "\n\n";
    private const string Done = "data: [DONE]\n\n";

    [Fact]
    public async Task Counts_what_the_usage_tells_and_takes_the_time_of_the_pieces()
    {
        var outcome = await Answer(HttpStatusCode.OK, ": the prompt is being read\n\n" + Piece + Piece + Piece + Usage + Done);

        Assert.Equal((OutcomeKind.Completed, 9, 4, 3), (outcome.Kind, outcome.PromptTokens, outcome.CachedTokens, outcome.CompletionTokens));
        Assert.InRange(outcome.FirstToken, 0, outcome.Total);
        Assert.InRange(outcome.PerToken, 0, outcome.Total);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, Piece + Piece, "Dropped")]
    [InlineData(HttpStatusCode.OK, Piece + "data: {\"error\":{\"message\":\"gone\"}}\n\n", "Failed")]
    [InlineData(HttpStatusCode.TooManyRequests, "full", "Refused")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "full", "Refused")]
    [InlineData(HttpStatusCode.BadRequest, "no", "Failed")]
    public async Task Tells_the_ways_to_fail_apart(HttpStatusCode status, string body, string kind)
    {
        var outcome = await Answer(status, body);

        Assert.Equal(kind, outcome.Kind.ToString());
        Assert.NotEmpty(outcome.Error!);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_dropped()
    {
        using var http = new HttpClient(new ScriptedHandler(_ => throw new HttpRequestException("broken"))) { BaseAddress = new Uri("http://localhost") };

        var outcome = await new CompletionClient(http, "m").Complete([1], 1, CancellationToken.None);

        Assert.Equal(OutcomeKind.Dropped, outcome.Kind);
    }

    [Fact]
    public async Task Asks_for_the_tokens_of_the_trace()
    {
        JsonNode? asked = null;
        using var http = new HttpClient(new ScriptedHandler(body =>
        {
            asked = JsonNode.Parse(body);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Done) };
        })) { BaseAddress = new Uri("http://localhost") };

        await new CompletionClient(http, "m").Complete([5, 6], 7, CancellationToken.None);

        Assert.Equal("""{"prompt":[5,6],"max_tokens":7,"temperature":0,"ignore_eos":true,"stream":true,"stream_options":{"include_usage":true},"model":"m"}""", asked!.ToJsonString());
    }

    private static async Task<Outcome> Answer(HttpStatusCode status, string body)
    {
        using var http = new HttpClient(new ScriptedHandler(_ => new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8) }))
        {
            BaseAddress = new Uri("http://localhost"),
        };
        return await new CompletionClient(http, null).Complete([1, 2], 3, CancellationToken.None);
    }

    private sealed class ScriptedHandler(Func<string, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(await request.Content!.ReadAsStringAsync(cancellationToken));
    }
}
