using Zhiyan.Inference.Constraints.Masks;
using Zhiyan.Inference.Constraints.Networks;

namespace Zhiyan.Inference.Constraints.Matching;

/// <summary>
/// Where a text may be in its network after some bytes: a state of the deterministic automaton that <see cref="PushdownAutomaton"/> finds as it
/// goes. Immutable but for what is found and kept.
/// </summary>
internal sealed class Configuration
{
    private readonly Configuration?[] next;
    private TokenMask? mask;

    public Configuration(StackSet stacks, int classCount, bool readsTokens)
    {
        Stacks = stacks;
        next = stacks.Entries.Length == 0 ? [] : new Configuration?[classCount];
        ReadsTokens = readsTokens;
        foreach (var entry in stacks.Entries)
        {
            IsComplete |= entry.State == TransitionNetwork.Complete;
            HasReturned |= entry.State == TransitionNetwork.Returned;
        }
    }

    public StackSet Stacks { get; }

    /// <summary>No text leads on, and none has come to its end.</summary>
    public bool IsDead => Stacks.Entries.Length == 0;

    /// <summary>The text is a sentence of the grammar.</summary>
    public bool IsComplete { get; }

    /// <summary>It is, and none that is longer begins with it.</summary>
    public bool IsFinished => IsComplete && Stacks.Entries.Length == 1;

    /// <summary>One of the stacks has come to its bottom; what follows is not known here.</summary>
    public bool HasReturned { get; }

    /// <summary>An edge that reads a whole token leads on.</summary>
    public bool ReadsTokens { get; }

    /// <summary>The tokens that may follow, once somebody asked.</summary>
    public TokenMask? Mask
    {
        get => Volatile.Read(ref mask);
        set => Volatile.Write(ref mask, value);
    }

    /// <summary>What follows a byte of a class, or null if nobody asked yet.</summary>
    public Configuration? After(int byteClass) => next[byteClass];

    public void Keep(int byteClass, Configuration found) => Volatile.Write(ref next[byteClass], found);
}
