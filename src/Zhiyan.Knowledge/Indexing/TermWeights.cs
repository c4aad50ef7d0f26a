namespace Zhiyan.Knowledge.Indexing;

/// <summary>BM25 (Robertson and Zaragoza, 2009), tabulated: what a term adds to a chunk's score, by how often it stands there and the chunk's coded length.</summary>
internal static class TermWeights
{
    /// <summary>More occurrences weigh as much as these.</summary>
    public const uint Occurrences = 31;

    private const double K1 = 1.2, B = 0.75;

    public static double Rarity(long chunks, long chunksWithTerm) => Math.Log(1 + Math.Max(chunks - chunksWithTerm + 0.5, 0) / (chunksWithTerm + 0.5));

    /// <summary>What a term adds at most, however often it stands in however short a chunk.</summary>
    public static double Most(double weight, long chunks, long chunksWithTerm) => weight * Rarity(chunks, chunksWithTerm) * (K1 + 1);

    /// <param name="weight">How much the query's term counts beside others.</param>
    public static float[] Of(double weight, long chunks, long chunksWithTerm, double averageLength)
    {
        double rarity = weight * Rarity(chunks, chunksWithTerm);
        var weights = new float[(Occurrences + 1) * LengthCode.Codes];
        for (int occurrences = 1; occurrences <= Occurrences; occurrences++)
            for (int code = 0; code < LengthCode.Codes; code++)
            {
                double length = LengthCode.Value(code) / Math.Max(averageLength, 1);
                weights[occurrences * LengthCode.Codes + code] = (float)(rarity * occurrences * (K1 + 1) / (occurrences + K1 * (1 - B + B * length)));
            }
        return weights;
    }
}
