using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>Makes one list of the best by words and the best by meaning.</summary>
internal static class Fusion
{
    /// <summary>What the words count beside the meaning.</summary>
    private const double WordWeight = 0.4;

    public static IReadOnlyList<FusedHit> Of(IReadOnlyList<Scored> byWords, IReadOnlyList<Scored> byMeaning, Func<int, float> cosine, int top)
    {
        var words = byWords.ToDictionary(hit => hit.Chunk, hit => (double)hit.Score);
        double best = byWords is [var first, ..] ? first.Score : 1;
        double high = byMeaning is [var nearest, ..] ? nearest.Score : 1, low = byMeaning is [.., var farthest] ? Math.Min(farthest.Score, high - 0.05) : 0;
        return
        [
            .. words.Keys.Union(byMeaning.Select(hit => hit.Chunk)).Select(chunk =>
            {
                double word = words.GetValueOrDefault(chunk), meaning = byMeaning.Count == 0 ? 0 : cosine(chunk);
                double score = byMeaning.Count == 0 ? word / best
                    : byWords.Count == 0 ? (meaning - low) / (high - low)
                    : WordWeight * word / best + (1 - WordWeight) * Math.Max(0, (meaning - low) / (high - low));
                return new FusedHit(chunk, score, word, meaning);
            }).OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Chunk).Take(top),
        ];
    }
}

internal readonly record struct FusedHit(int Chunk, double Score, double WordScore, double VectorScore);
