using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Bench.Questions;

/// <summary>
/// Citations as some do them, to compare with: nine tenths nearness of meaning, one tenth shared words, and a bar that is lowered by a fifth until something is above it. Of what is above it
/// the best is cited, which is the kindest reading. Since a bar that comes down finds something for nearly every text, near is taken for said.
/// </summary>
internal static class SimilarityCitations
{
    private const double First = 0.63, Last = 0.3, Step = 0.8, Meaning = 0.9, Words = 0.1;

    private static readonly int meaning = EvidenceFeatures.Names.ToList().IndexOf("meaning"), words = EvidenceFeatures.Names.ToList().IndexOf("words");

    public static IReadOnlyList<(MeasuredQuestion Question, IReadOnlyList<int> Cited)> Of(IReadOnlyList<MeasuredQuestion> questions) => [.. questions.Select(question => (question, Cite(question)))];

    private static IReadOnlyList<int> Cite(MeasuredQuestion question)
    {
        if (question.Sentences.Count == 0) return [];
        var similar = question.Sentences.Select(sentence => Meaning * sentence[meaning] / EvidenceFeatures.MeaningScale + Words * sentence[words]).ToList();
        int best = similar.IndexOf(similar.Max());
        for (double bar = First; bar >= Last; bar *= Step)
            if (similar[best] >= bar) return [best];
        return [];
    }
}
