namespace Zhiyan.Inference.Drafting;

/// <summary>
/// Guesses that a text goes on as it did after the last place with the same ending (prompt lookup decoding, Saxena 2023): right whenever a reply
/// quotes its prompt or repeats itself.
/// </summary>
internal sealed class PromptLookup : IDrafter
{
    private const int LongestEnding = 4;
    private const int ShortestEnding = 2;

    public int Draft(ReadOnlySpan<int> tokens, Span<int> drafts)
    {
        for (var length = Math.Min(LongestEnding, tokens.Length - 1); length >= ShortestEnding; length--)
        {
            var found = tokens[..^1].LastIndexOf(tokens[^length..]);
            if (found < 0) continue;
            var next = tokens[(found + length)..];
            if (next.Length > drafts.Length) next = next[..drafts.Length];
            next.CopyTo(drafts);
            return next.Length;
        }
        return 0;
    }

    public void Dispose()
    {
    }
}
