namespace Zhiyan.Knowledge.Checking;

/// <summary>
/// What a chat model tells of a statement and the sentences that come closest to it. The sentences stand first in every message, so that they are read once;
/// only the prior is asked without them.
/// </summary>
internal static class ModelFeatures
{
    /// <summary>Characters of a passage a model is given where no sentence of it has the claim's words, as when the two are in different languages.</summary>
    private const int LongestWindow = 1_200;

    public static async Task<IReadOnlyList<Feature>> Of(ILikelihoods model, string statement, Alignment alignment, string passage, CancellationToken cancellation)
    {
        var features = new List<Feature>();
        var window = alignment.Window.Count > 0 ? alignment.WindowSource : passage.Length > LongestWindow ? passage[..LongestWindow] : passage;
        bool chinese = ClaimLanguages.IsChinese(passage);
        foreach (var question in Question.In(chinese))
            features.AddRange(question.Features(await model.Score($"{window}\n\n{string.Format(null, question.Ask, statement)}", question.Answers, cancellation)));
        // Of Chinese claims the likelihood of their own words told nothing that the questions had not.
        if (chinese) return features;
        var told = await Likelihoods(model, $"{window}\n\n{Question.Tell}", statement, cancellation);
        var prior = await Likelihoods(model, Question.TellAnything, statement, cancellation);
        if (told.Count == 0 || prior.Count != told.Count) return features;
        features.Add(new Feature("least_likely", told.Min()));
        features.Add(new Feature("least_gain", told.Zip(prior, (with, without) => with - without).Min()));
        return features;
    }

    private static async Task<IReadOnlyList<double>> Likelihoods(ILikelihoods model, string message, string statement, CancellationToken cancellation) =>
        (await model.Score(message, [statement], cancellation))[0].TokenLogprobs;
}
