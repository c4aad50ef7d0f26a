using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.Answering;

/// <summary>
/// How much likelier a chat model finds a question once it has read a passage: the query likelihood of Ponte and Croft (1998), less what the question is worth without any passage. It reads
/// across languages, where words and vectors tell little of whether an answer is there.
/// </summary>
internal sealed class QuestionLikelihood(ILikelihoods model)
{
    /// <summary>UTF-16 units of a passage that are read.</summary>
    private const int MostPassage = 2_000;

    /// <summary>Passages that are read for a question: those of the best sentences.</summary>
    public const int PassagesRead = 3;

    /// <summary>The sentences of the passages that were read, by what both tell.</summary>
    public async Task<IReadOnlyList<Candidate>> Rank(string question, string language, AnswerThere there, IReadOnlyList<Candidate> ranked, CancellationToken cancellation)
    {
        var gains = new Dictionary<int, double>();
        foreach (var passage in ranked.Select(candidate => candidate.Passage).DistinctBy(passage => passage.Ordinal).Take(PassagesRead))
            gains[passage.Ordinal] = await Gain(question, language, passage.Text, cancellation);
        return
        [
            .. ranked.Where(candidate => gains.ContainsKey(candidate.Passage.Ordinal))
                .Select(candidate => candidate with { LogOdds = there.With(candidate.LogOdds, gains[candidate.Passage.Ordinal]) }).OrderByDescending(candidate => candidate.LogOdds),
        ];
    }

    /// <summary>In nats for each token of the question; about 0 where the passage has nothing to do with it.</summary>
    public async Task<double> Gain(string question, string language, string passage, CancellationToken cancellation)
    {
        bool isChinese = language.StartsWith("zh", StringComparison.Ordinal);
        var read = Beginning.Of(passage, MostPassage);
        var after = await model.Score($"{read}\n\n{(isChinese ? "用中文提一个这段文字能回答的问题。" : "Ask a question that this passage answers.")}", [question], cancellation);
        var alone = await model.Score(isChinese ? "用中文提一个问题。" : "Ask a question.", [question], cancellation);
        return (after[0].Logprob - alone[0].Logprob) / Math.Max(1, alone[0].TokenLogprobs.Count);
    }
}
