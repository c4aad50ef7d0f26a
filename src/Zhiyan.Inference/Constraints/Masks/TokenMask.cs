namespace Zhiyan.Inference.Constraints.Masks;

/// <summary>Tokens that may follow: token t is bit t mod 64 of word t / 64.</summary>
/// <param name="Undecided">Of a local configuration: nodes of the trie under which the tokens depend on who called.</param>
internal sealed record TokenMask(ulong[] Words, int[] Undecided)
{
    public static int WordsFor(int vocabularySize) => (vocabularySize + 63) / 64;

    public bool Holds(int token) => (Words[token >> 6] >> token & 1) != 0;
}
