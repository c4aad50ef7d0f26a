using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Constraints;

/// <summary>
/// Turns constraints into token masks over one vocabulary and keeps the last of them compiled. Thread-safe.
/// </summary>
public sealed class ConstraintCompiler(Tokenizer tokenizer, IReadOnlySet<int> endTokens)
{
    public Tokenizer Tokenizer => tokenizer;

    public IReadOnlySet<int> EndTokens => endTokens;

    /// <summary>Throws <see cref="ConstraintException"/> for a constraint that cannot be honoured.</summary>
    public CompiledConstraint Compile(Constraint constraint) => throw new ConstraintException($"a {constraint.GetType().Name} is not supported yet.");
}
