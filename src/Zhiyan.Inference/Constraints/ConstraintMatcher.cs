namespace Zhiyan.Inference.Constraints;

/// <summary>How far one reply has come in its constraint. Belongs to one sequence; a token allocates nothing once its state has been seen.</summary>
public abstract class ConstraintMatcher
{
    /// <summary>
    /// The tokens that may come next, a bit each: token t is bit t mod 64 of word t / 64. End tokens are in it exactly where
    /// <see cref="IsComplete"/>. Valid until the next <see cref="Accept"/>.
    /// </summary>
    public abstract ReadOnlySpan<ulong> Mask { get; }

    /// <summary>The reply so far satisfies the constraint.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>It does, and nothing but an end token can follow.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>Takes a token; false, and nothing changes, where the mask does not hold it.</summary>
    public abstract bool Accept(int token);
}
