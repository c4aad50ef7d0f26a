namespace Zhiyan.Cli.Measuring.Load;

/// <summary>
/// Makes the prompts of a trace in token ids below <paramref name="vocabulary"/>: equal blocks become equal tokens and a session's prompts continue
/// each other, so that a server's prefix cache finds what it would find in the original texts. Prompts beyond
/// <paramref name="longest"/> tokens are cut at the end.
/// </summary>
internal sealed class TracePrompts(int vocabulary, int longest)
{
    // Names of blocks, sessions and single requests must not meet.
    private const int Blocks = 1, Sessions = 2, Singles = 3;

    /// <param name="index">The request's place in the trace: what has neither blocks nor a session shares nothing with others.</param>
    public int[] Of(TraceRequest request, int index)
    {
        var prompt = new int[Math.Clamp(request.InputTokens, 1, longest)];
        if (request.Blocks is not { } blocks)
        {
            Fill(prompt, request.Session is { } session ? Seed(Sessions, session) : Seed(Singles, index));
            return prompt;
        }
        for (var start = 0; start < prompt.Length; start += TraceRequest.BlockTokens)
        {
            var block = start / TraceRequest.BlockTokens;
            var name = block < blocks.Count ? Seed(Blocks, blocks[block]) : Seed(Singles, index);       // the trace named too few
            Fill(prompt.AsSpan(start, Math.Min(TraceRequest.BlockTokens, prompt.Length - start)), name);
        }
        return prompt;
    }

    private void Fill(Span<int> tokens, int seed)
    {
        var random = new Random(seed);
        foreach (ref var token in tokens) token = random.Next(vocabulary);
    }

    private static int Seed(int kind, long name) => unchecked((int)((ulong)(name * 4 + kind) * 0x9E3779B97F4A7C15 >> 32));
}
