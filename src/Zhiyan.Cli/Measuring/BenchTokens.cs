namespace Zhiyan.Cli.Measuring;

/// <summary>Token ids to measure with: the same every time, spread over the vocabulary. Speed does not depend on which they are.</summary>
internal static class BenchTokens
{
    /// <param name="stream">Another stream is another text, so that no cache knows its beginning.</param>
    public static int[] Of(int count, int vocabulary, int stream = 0)
    {
        var random = new Random(20_250_309 + stream);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }
}
