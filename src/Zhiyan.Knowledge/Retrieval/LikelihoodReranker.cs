using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>
/// How much likelier a chat model finds the question once it has read a passage, in nats for each token of the question: the query likelihood of Ponte and Croft (1998), by a model that reads
/// (Sachan and others, 2022), less what the question is worth without any passage. About 0 where a passage has nothing to do with the question, whatever their languages.
/// </summary>
public sealed class LikelihoodReranker(ILikelihoods likelihoods) : IReranker
{
    /// <summary>UTF-16 units of a passage that are read.</summary>
    private const int MostRead = 1_200;

    public async Task<IReadOnlyList<double>?> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default)
    {
        bool isChinese = question.Any(c => c is >= '\u4e00' and <= '\u9fff');
        double alone = await EachToken(isChinese ? "请写一个问题。" : "Write a question.", question, cancellation);
        var gains = new List<double>();
        foreach (var passage in passages)
        {
            var read = OneLine.Of(passage, MostRead);
            var message = isChinese ? $"段落：{read}\n\n请根据这个段落写一个问题。" : $"Passage: {read}\n\nWrite a question that this passage answers.";
            gains.Add(await EachToken(message, question, cancellation) - alone);
        }
        return gains;
    }

    private async Task<double> EachToken(string message, string question, CancellationToken cancellation)
    {
        var asked = await likelihoods.Score(message, [question], cancellation);
        return asked[0].Logprob / Math.Max(asked[0].TokenLogprobs.Count, 1);
    }
}
