using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Tests.Retrieval;

public sealed class RerankingTests
{
    private static readonly DocumentEntry document = new() { Id = 1, Source = 1, Path = "a.txt", Hash = "", Bytes = 1, Modified = default, State = DocumentState.Readable, ValidFrom = default };

    [Fact]
    public async Task The_first_eight_are_judged_put_in_the_rerankers_order_and_keep_their_former_places()
    {
        var found = Enumerable.Range(0, 10).Select(At).ToList();

        var reranked = await Reranking.Of("q", found, new ByNumber(), TimeProvider.System, CancellationToken.None);

        Assert.NotNull(reranked);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1, 0], reranked.Select(passage => passage.Ordinal));
        Assert.Equal(new Reranked(8, 7), reranked[0].Reranked);
    }

    [Fact]
    public async Task A_reranker_that_takes_too_long_is_not_waited_for()
    {
        var found = Enumerable.Range(0, 3).Select(At).ToList();

        var reranked = await Reranking.Of("q", found, new Endless(), new Hasty(), CancellationToken.None);

        Assert.Null(reranked);
    }

    [Fact]
    public async Task A_chat_model_tells_how_much_likelier_each_token_of_the_question_is_after_a_passage()
    {
        var reranker = new LikelihoodReranker(new Reader());

        var gains = await reranker.Score("When was it opened?", ["It was opened in 1987.", "Trams leave every ten minutes."]);

        Assert.NotNull(gains);
        Assert.Equal(2, gains[0], 9);
        Assert.Equal(0, gains[1], 9);
    }

    [Fact]
    public async Task A_question_is_asked_for_in_its_own_language()
    {
        var reader = new Reader();

        await new LikelihoodReranker(reader).Score("何时通车？", ["It was opened in 1987."]);

        Assert.All(reader.Messages, message => Assert.Contains("写一个问题", message, StringComparison.Ordinal));
    }

    private static Passage At(int number) => new(document, number, 0, 1, null, "", $"{number}", 1, 1, 1);

    private sealed class ByNumber : IReranker
    {
        public Task<IReadOnlyList<double>?> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default) =>
            Task.FromResult<IReadOnlyList<double>?>([.. passages.Select(double.Parse)]);
    }

    private sealed class Endless : IReranker
    {
        public async Task<IReadOnlyList<double>?> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default)
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

    /// <summary>Finds each word of a question likelier where the message tells of an opening.</summary>
    private sealed class Reader : ILikelihoods
    {
        public List<string> Messages { get; } = [];

        public Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default)
        {
            Messages.Add(message);
            double each = message.Contains("opened", StringComparison.Ordinal) ? -1 : -3;
            return Task.FromResult<IReadOnlyList<Likelihood>>([.. continuations.Select(text => new Likelihood([.. text.Split(' ').Select(_ => each)]))]);
        }
    }
}
