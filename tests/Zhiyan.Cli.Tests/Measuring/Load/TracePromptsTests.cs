using Zhiyan.Cli.Measuring.Load;

namespace Zhiyan.Cli.Tests.Measuring.Load;

public sealed class TracePromptsTests
{
    private readonly TracePrompts prompts = new(vocabulary: 1_000, longest: 2_000);

    [Fact]
    public void Equal_blocks_are_equal_tokens_and_others_are_not()
    {
        var first = prompts.Of(new TraceRequest(0, 1_100, 1, [5, 6, 7]), 0);
        var second = prompts.Of(new TraceRequest(0, 1_000, 1, [5, 9]), 1);

        Assert.Equal((1_100, 1_000), (first.Length, second.Length));
        Assert.Equal(512, first.AsSpan().CommonPrefixLength(second));
    }

    [Fact]
    public void A_session_goes_on_from_its_own_prompt()
    {
        var first = prompts.Of(new TraceRequest(0, 300, 1, Session: 4), 0);
        var second = prompts.Of(new TraceRequest(0, 800, 1, Session: 4), 1);
        var other = prompts.Of(new TraceRequest(0, 800, 1, Session: 5), 2);

        Assert.Equal(300, first.AsSpan().CommonPrefixLength(second));
        Assert.InRange(other.AsSpan().CommonPrefixLength(second), 0, 3);
    }

    [Fact]
    public void Single_requests_share_nothing_and_are_the_same_in_every_run()
    {
        var request = new TraceRequest(0, 100, 1);

        Assert.Equal(prompts.Of(request, 3), prompts.Of(request, 3));
        Assert.InRange(prompts.Of(request, 3).AsSpan().CommonPrefixLength(prompts.Of(request, 4)), 0, 3);
    }

    [Fact]
    public void Keeps_to_the_vocabulary_and_the_longest_prompt()
    {
        var prompt = prompts.Of(new TraceRequest(0, 1_000_000, 1), 0);

        Assert.Equal(2_000, prompt.Length);
        Assert.All(prompt, token => Assert.InRange(token, 0, 999));
    }
}
