using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>
/// Makes one list of the best by words and the best by meaning. A word score counts as its share of the most that the question's words could give, so that a question whose words are hardly there, such as
/// one in another language, goes by meaning; a cosine counts as it is.
/// </summary>
internal static class Fusion
{
    /// <summary>What the words count beside the meaning: by bench/results/2026-11-26-retrieval.md.</summary>
    private const double WordWeight = 0.28;

    /// <param name="cosine">Of a chunk's vector with the question's; 0 where it has none yet, which then counts as the least of those found by meaning.</param>
    public static IReadOnlyList<FusedHit> Of(WordHits byWords, IReadOnlyList<Scored> byMeaning, Func<int, float> cosine, int top)
    {
        var words = byWords.Hits.ToDictionary(hit => hit.Chunk, hit => (double)hit.Score);
        double least = byMeaning is [.., var farthest] ? farthest.Score : 0;
        return
        [
            .. words.Keys.Union(byMeaning.Select(hit => hit.Chunk)).Select(chunk =>
            {
                double word = words.GetValueOrDefault(chunk), share = word / byWords.Possible, meaning = byMeaning.Count == 0 ? 0 : cosine(chunk);
                double score = byMeaning.Count == 0 ? share : words.Count == 0 ? meaning : WordWeight * share + (1 - WordWeight) * (meaning == 0 ? least : meaning);
                return new FusedHit(chunk, score, word, meaning);
            }).OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Chunk).Take(top),
        ];
    }
}

internal readonly record struct FusedHit(int Chunk, double Score, double WordScore, double VectorScore);
