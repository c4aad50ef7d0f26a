using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Tests.Retrieval;

public sealed class RerankingTests
{
    private static readonly DocumentEntry document = new() { Id = 1, Source = 1, Path = "a.txt", Hash = "", Bytes = 1, Modified = default, State = DocumentState.Readable, ValidFrom = default };

    [Fact]
    public async Task The_first_eight_are_put_in_the_rerankers_order_and_keep_their_former_places()
    {
        var found = Enumerable.Range(0, 10).Select(At).ToList();

        var reranked = await Reranking.Of("q", found, new ByNumber(), TimeProvider.System, CancellationToken.None);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1, 0, 8, 9], reranked.Select(passage => passage.Ordinal));
        Assert.Equal(new Reranked(8, 7), reranked[0].Reranked);
        Assert.Null(reranked[8].Reranked);
    }

    [Fact]
    public async Task A_reranker_that_takes_too_long_changes_nothing()
    {
        var found = Enumerable.Range(0, 3).Select(At).ToList();

        var reranked = await Reranking.Of("q", found, new Endless(), new Hasty(), CancellationToken.None);

        Assert.Equal(found, reranked);
    }

    [Fact]
    public async Task A_chat_model_ranks_by_how_likely_the_question_is_after_the_passage()
    {
        var reranker = new LikelihoodReranker(new Likelihoods());

        var scores = await reranker.Score("谁是市长？", ["短", "长长长"], CancellationToken.None);

        Assert.True(scores[1] > scores[0]);
    }

    private static Passage At(int number) => new(document, number, 0, 1, null, "", $"{number}", 1, 1, 1);

    private sealed class ByNumber : IReranker
    {
        public Task<IReadOnlyList<double>> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default) =>
            Task.FromResult<IReadOnlyList<double>>([.. passages.Select(double.Parse)]);
    }

    private sealed class Endless : IReranker
    {
        public async Task<IReadOnlyList<double>> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return [];
        }
    }

    /// <summary>Every timer rings at once.</summary>
    private sealed class Hasty : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    /// <summary>The longer the message, the likelier the question.</summary>
    private sealed class Likelihoods : ILikelihoods
    {
        public Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default) =>
            Task.FromResult<IReadOnlyList<Likelihood>>([.. continuations.Select(_ => new Likelihood([-1.0 / message.Length, -1.0 / message.Length]))]);
    }
}
