using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Knowledge.Tests.Answering;

public sealed class QuestionLikelihoodTests
{
    [Fact]
    public async Task Tells_how_much_likelier_each_token_of_a_question_is_after_a_passage()
    {
        var likelihood = new QuestionLikelihood(new Reader());

        double near = await likelihood.Gain("When was it opened?", "en", "It was opened in 1987.", CancellationToken.None);
        double far = await likelihood.Gain("When was it opened?", "en", "Trams leave every ten minutes.", CancellationToken.None);

        Assert.Equal(2, near, 9);
        Assert.Equal(0, far, 9);
    }

    [Fact]
    public async Task A_question_is_asked_for_in_its_own_language()
    {
        var reader = new Reader();

        await new QuestionLikelihood(reader).Gain("何时通车？", "zh-Hans", "It was opened in 1987.", CancellationToken.None);

        Assert.All(reader.Messages, message => Assert.Contains("用中文提一个", message, StringComparison.Ordinal));
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
