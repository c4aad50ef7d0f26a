namespace Zhiyan.Knowledge.Checking;

/// <summary>What a chat model tells of a statement and the sentences that come closest to it. The sentences stand first in every message, so that they are read once.</summary>
internal static class ModelFeatures
{
    /// <summary>Characters of a passage a model is given where no sentence of it has the claim's words, as when the two are in different languages.</summary>
    private const int LongestWindow = 1_200;

    /// <param name="isAsked">Which questions, by their names.</param>
    public static async Task<IReadOnlyList<Feature>> Of(
        ILikelihoods model, string statement, Alignment alignment, string passage, Func<string, bool> isAsked, CancellationToken cancellation)
    {
        var features = new List<Feature>();
        var window = alignment.Window.Count > 0 ? alignment.WindowSource : passage.Length > LongestWindow ? passage[..LongestWindow] : passage;
        foreach (var question in Question.In(ClaimLanguages.IsChinese(passage)).Where(question => isAsked(question.Name)))
            features.AddRange(question.Features(await model.Score($"{window}\n\n{string.Format(null, question.Ask, statement)}", question.Answers, cancellation)));
        return features;
    }
}
