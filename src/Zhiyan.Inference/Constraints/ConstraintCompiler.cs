using System.Globalization;
using Zhiyan.Inference.Constraints.Grammars;
using Zhiyan.Inference.Constraints.Masks;
using Zhiyan.Inference.Constraints.Networks;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Constraints;

/// <summary>
/// Turns constraints into token masks over one vocabulary and keeps the last of them compiled. Thread-safe.
/// </summary>
public sealed class ConstraintCompiler(Tokenizer tokenizer, IReadOnlySet<int> endTokens)
{
    /// <summary>Constraints kept compiled, each with some megabytes of masks at most.</summary>
    private const int MostKept = 16;

    private readonly Lazy<TokenTrie> trie = new(() => new TokenTrie(tokenizer, endTokens));
    private readonly Lock sync = new();
    private readonly LinkedList<(string Key, CompiledConstraint Compiled)> kept = [];       // the last used first

    public Tokenizer Tokenizer => tokenizer;

    public IReadOnlySet<int> EndTokens => endTokens;

    /// <summary>Throws <see cref="ConstraintException"/> for a constraint that cannot be honoured.</summary>
    public CompiledConstraint Compile(Constraint constraint)
    {
        var key = ConstraintKey.Of(constraint);
        if (Recall(key) is { } known) return known;
        try
        {
            return Keep(key, Compile(ConstraintGrammars.Of(constraint, tokenizer.Vocabulary)));
        }
        catch (InsufficientExecutionStackException)
        {
            throw new ConstraintException("the constraint is nested too deep.");
        }
    }

    internal CompiledConstraint Compile(Grammar grammar) => new(NetworkBuilder.Build(grammar, TokenId), trie.Value);

    private CompiledConstraint? Recall(string key)
    {
        lock (sync)
        {
            for (var node = kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Key != key) continue;
                kept.Remove(node);
                kept.AddFirst(node);
                return node.Value.Compiled;
            }
            return null;
        }
    }

    /// <summary>Keeps what was compiled, unless another request was faster.</summary>
    private CompiledConstraint Keep(string key, CompiledConstraint compiled)
    {
        lock (sync)
        {
            if (Recall(key) is { } faster) return faster;
            kept.AddFirst((key, compiled));
            if (kept.Count > MostKept) kept.RemoveLast();
            return compiled;
        }
    }

    /// <summary>The token that a grammar names by its spelling or, in brackets, its id.</summary>
    private int TokenId(string name)
    {
        var isId = name is ['[', .., ']'];
        if (isId && int.TryParse(name[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < tokenizer.VocabularySize) return id;
        if (tokenizer.Vocabulary.TryFind($"<{name}>", out id)) return id;
        throw new ConstraintException($"the vocabulary has no token <{name}>, which the grammar names.");
    }
}
