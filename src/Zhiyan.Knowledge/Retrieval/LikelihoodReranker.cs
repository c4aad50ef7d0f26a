using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>How likely a chat model finds the question once it has read the passage, a token on average (Sachan and others, 2022). Chinese passages are read under a Chinese instruction.</summary>
public sealed class LikelihoodReranker(ILikelihoods likelihoods) : IReranker
{
    /// <summary>Of a passage, so much is read.</summary>
    private const int MostCharacters = 1_200;

    public async Task<IReadOnlyList<double>> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default)
    {
        var scores = new List<double>();
        foreach (var passage in passages)
        {
            var asked = await likelihoods.Score(Message(OneLine.Of(passage, MostCharacters), question), [question], cancellation);
            scores.Add(asked[0].Logprob / Math.Max(asked[0].TokenLogprobs.Count, 1));
        }
        return scores;
    }

    private static string Message(string passage, string question) => question.Any(c => c is >= '\u4e00' and <= '\u9fff')
        ? $"段落：{passage}\n\n请根据这个段落写一个问题。"
        : $"Passage: {passage}\n\nWrite a question that this passage answers.";
}
