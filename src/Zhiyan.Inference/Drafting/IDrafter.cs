namespace Zhiyan.Inference.Drafting;

/// <summary>
/// Guesses how one sequence goes on. The model reads guesses together with the last token and samples at each of them as it would have anyway;
/// a guess counts only if it is what was sampled, so that a reply is the same, bit for bit, whatever is guessed (Leviathan et al. 2023, with
/// certain drafts).
/// </summary>
internal interface IDrafter : IDisposable
{
    /// <summary>Writes guesses of the tokens after <paramref name="tokens"/>, as many as fit or it knows, and returns how many.</summary>
    int Draft(ReadOnlySpan<int> tokens, Span<int> drafts);
}
