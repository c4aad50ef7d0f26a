using Zhiyan.Inference.Constraints.Masks;
using Zhiyan.Inference.Constraints.Matching;

namespace Zhiyan.Inference.Constraints;

/// <summary>How far one reply has come in its constraint. Belongs to one sequence; a token allocates nothing once its state has been seen.</summary>
public sealed class ConstraintMatcher
{
    private readonly PushdownAutomaton automaton;
    private readonly TokenMasks masks;
    private readonly TokenTrie trie;
    private Configuration at;
    private bool hasEnded;

    internal ConstraintMatcher(PushdownAutomaton automaton, TokenMasks masks, TokenTrie trie)
    {
        this.automaton = automaton;
        this.masks = masks;
        this.trie = trie;
        at = automaton.Start;
    }

    /// <summary>
    /// The tokens that may come next, a bit each: token t is bit t mod 64 of word t / 64. End tokens are in it exactly where
    /// <see cref="IsComplete"/>. Valid until the next <see cref="Accept"/>. No bit at all: the vocabulary cannot spell what must follow, and the
    /// reply has failed.
    /// </summary>
    /// <exception cref="ConstraintException">A grammar so ambiguous that the work would not end; the reply has failed.</exception>
    public ReadOnlySpan<ulong> Mask => masks.Of(at).Words;

    /// <summary>The reply so far satisfies the constraint.</summary>
    public bool IsComplete => at.IsComplete;

    /// <summary>It does, and nothing but an end token can follow.</summary>
    public bool IsFinished => hasEnded || at.IsFinished;

    /// <summary>Takes a token; false, and nothing changes, where the mask does not hold it.</summary>
    /// <exception cref="ConstraintException">As for <see cref="Mask"/>.</exception>
    public bool Accept(int token)
    {
        if (hasEnded || (uint)token >= (uint)trie.VocabularySize) return false;
        if (trie.EndTokens.Contains(token)) return hasEnded = at.IsComplete;
        var next = automaton.Next(at, token, trie.TextOf(token));
        if (next.IsDead) return false;
        at = next;
        return true;
    }
}
