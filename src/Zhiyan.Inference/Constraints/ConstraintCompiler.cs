using System.Globalization;
using Zhiyan.Inference.Constraints.Grammars;
using Zhiyan.Inference.Constraints.Grammars.Gbnf;
using Zhiyan.Inference.Constraints.Masks;
using Zhiyan.Inference.Constraints.Networks;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Constraints;

/// <summary>
/// Turns constraints into token masks over one vocabulary and keeps the last of them compiled. Thread-safe.
/// </summary>
public sealed class ConstraintCompiler(Tokenizer tokenizer, IReadOnlySet<int> endTokens)
{
    private readonly Lazy<TokenTrie> trie = new(() => new TokenTrie(tokenizer, endTokens));

    public Tokenizer Tokenizer => tokenizer;

    public IReadOnlySet<int> EndTokens => endTokens;

    /// <summary>Throws <see cref="ConstraintException"/> for a constraint that cannot be honoured.</summary>
    public CompiledConstraint Compile(Constraint constraint) => Compile(GrammarOf(constraint));

    internal CompiledConstraint Compile(Grammar grammar)
    {
        try
        {
            return new CompiledConstraint(NetworkBuilder.Build(grammar, TokenId), trie.Value);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new ConstraintException("the constraint is nested too deep.");
        }
    }

    private static Grammar GrammarOf(Constraint constraint) => constraint switch
    {
        GbnfConstraint gbnf => GbnfParser.Parse(gbnf.Grammar),
        _ => throw new ConstraintException($"a {constraint.GetType().Name} is not supported yet."),
    };

    /// <summary>The token that a grammar names by its spelling or, in brackets, its id.</summary>
    private int TokenId(string name)
    {
        if (name is ['[', .. var digits, ']'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < tokenizer.VocabularySize) return id;
        return tokenizer.Vocabulary.TryFind($"<{name}>", out id) ? id : throw new ConstraintException($"the vocabulary has no token <{name}>, which the grammar names.");
    }
}
