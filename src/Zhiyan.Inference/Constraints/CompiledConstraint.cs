namespace Zhiyan.Inference.Constraints;

/// <summary>A constraint over one vocabulary. Immutable and thread-safe; each reply has a matcher of its own.</summary>
public abstract class CompiledConstraint
{
    public abstract ConstraintMatcher Start();
}
