using Zhiyan.Inference.Constraints.Masks;
using Zhiyan.Inference.Constraints.Matching;
using Zhiyan.Inference.Constraints.Networks;

namespace Zhiyan.Inference.Constraints;

/// <summary>
/// A constraint over one vocabulary, and what its matchers found out so far, which is bounded. Thread-safe; each reply has a matcher of its own.
/// </summary>
public sealed class CompiledConstraint
{
    private readonly PushdownAutomaton automaton;
    private readonly TokenMasks masks;
    private readonly TokenTrie trie;

    internal CompiledConstraint(TransitionNetwork network, TokenTrie trie)
    {
        this.trie = trie;
        automaton = new PushdownAutomaton(network);
        masks = new TokenMasks(automaton, trie);
    }

    public ConstraintMatcher Start() => new(automaton, masks, trie);
}
