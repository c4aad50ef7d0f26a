using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests;

public sealed class SessionTests
{
    [Theory, InlineData(1), InlineData(3), InlineData(32), InlineData(100), InlineData(256), InlineData(299)]
    public void Gives_the_same_bits_however_a_text_is_cut(int piece)
    {
        using var model = Model.Open(DefaultModels.Mini);
        using var runner = new Runner(model);
        using var whole = new Session(runner);
        using var cut = new Session(runner);
        var tokens = Tokens(piece == 1 ? 70 : 300);

        var expected = whole.Append(tokens).ToArray();
        foreach (var chunk in tokens[..^1].Chunk(piece)) cut.Prefill(chunk);

        Assert.Equal(expected, cut.Append(tokens[^1]).ToArray());
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Gives_the_same_bits_on_any_number_of_threads(int threads)
    {
        using var model = Model.Open(DefaultModels.Mini);
        using var two = new Runner(model, 2);
        using var other = new Runner(model, threads);
        using var session = new Session(two);
        using var same = new Session(other);

        session.Prefill(Tokens(300));
        same.Prefill(Tokens(300));
        var expected = session.Append(7).ToArray();

        Assert.Equal(expected, same.Append(7).ToArray());       // with more threads than heads the 301 keys are split
    }

    [Fact]
    public void Forgets_what_it_rewinds()
    {
        using var model = Model.Open(DefaultModels.Mini);
        using var runner = new Runner(model);
        using var straight = new Session(runner);
        using var detour = new Session(runner);
        var tokens = Tokens(60);

        var expected = straight.Append(tokens).ToArray();
        detour.Prefill([.. tokens[..50], .. tokens[..25]]);
        detour.Rewind(47);

        Assert.Equal(expected, detour.Append(tokens[47..]).ToArray());
        Assert.Equal(tokens, detour.Tokens.ToArray());
    }

    [Fact]
    public void Hands_over_the_logits_of_every_position()
    {
        using var model = Model.Open(DefaultModels.Mini);
        using var runner = new Runner(model);
        using var session = new Session(runner);
        using var stepwise = new Session(runner);
        var tokens = Tokens(35);

        var rows = new List<float[]>();
        session.Append(tokens, (index, logits) => rows.Insert(index, logits.ToArray()));

        Assert.Equal(rows, tokens.Select(token => stepwise.Append(token).ToArray()));
    }

    [Fact]
    public void Refuses_a_token_outside_the_vocabulary_and_stays_as_it_was()
    {
        using var model = Model.Open(DefaultModels.Mini);
        using var runner = new Runner(model);
        using var session = new Session(runner);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => session.Prefill([1, 2, 9_999_999]));

        Assert.Contains("vocabulary", error.Message);
        Assert.Equal(0, session.Length);
    }

    [Fact]
    public void Allocates_nothing_for_a_decoded_token()
    {
        using var model = Model.Open(DefaultModels.Mini);
        using var runner = new Runner(model);
        using var session = new Session(runner);
        var sampler = new Sampler(new SamplingSettings { Temperature = 0.7f, TopK = 20, TopP = 0.8f, RepetitionPenalty = 1.05f }, model.Config.Vocabulary, seed: 1);
        session.Reserve(200);
        var token = Decode(session, sampler, 1, steps: 40);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var own = GC.GetAllocatedBytesForCurrentThread();
        Decode(session, sampler, token, steps: 100);
        own = GC.GetAllocatedBytesForCurrentThread() - own;
        var all = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(0, own);
        Assert.InRange(all, 0, 100);    // what the test host itself does meanwhile; one object a token would be thousands
    }

    private static int Decode(Session session, Sampler sampler, int token, int steps)
    {
        for (var i = 0; i < steps; i++) token = sampler.Sample(session.Append(token), session.Tokens);
        return token;
    }

    private static int[] Tokens(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(40_000))];
    }
}
