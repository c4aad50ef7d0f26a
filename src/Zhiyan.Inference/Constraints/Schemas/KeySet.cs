using System.Collections.Frozen;
using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>A set of object keys: some names and a language, or all but those. Names alone need no automaton.</summary>
internal sealed class KeySet
{
    private readonly Automaton? pattern;
    private readonly bool isComplement;
    private readonly Lazy<Automaton> language;

    private KeySet(IEnumerable<string> names, Automaton? pattern, bool isComplement)
    {
        Names = names.ToFrozenSet();
        this.pattern = pattern;
        this.isComplement = isComplement;
        language = new Lazy<Automaton>(() =>
        {
            var listed = pattern is null ? Words.Of(Names) : Words.Of(Names).Union(pattern);
            return isComplement ? listed.Complement() : listed;
        });
    }

    public static KeySet None { get; } = OfNames([]);

    public static KeySet All { get; } = None.Complement();

    /// <summary>The names that are listed, be they in the set or all that is out of it.</summary>
    public FrozenSet<string> Names { get; }

    public Automaton Language => language.Value;

    /// <summary>Nothing but <see cref="Names"/>.</summary>
    public bool IsNames => pattern is null && !isComplement;

    /// <summary>Everything but <see cref="Names"/>.</summary>
    public bool IsAllButNames => pattern is null && isComplement;

    public static KeySet OfNames(IEnumerable<string> names) => new(names, null, false);

    public static KeySet Of(Automaton language) => new([], language, false);

    public bool Contains(string key) => isComplement != (Names.Contains(key) || (pattern?.Accepts(key) ?? false));

    public KeySet Complement() => new(Names, pattern, !isComplement);

    public KeySet Union(KeySet other)
    {
        if (isComplement && !other.isComplement) return other.Union(this);
        if (!other.isComplement)
        {
            var both = pattern is null ? other.pattern : other.pattern is null ? pattern : pattern.Union(other.pattern);
            return new(Names.Union(other.Names), both, false);
        }
        if (IsNames && other.pattern is null) return new(other.Names.Except(Names), null, true);
        return Of(Language.Union(other.Language));
    }
}
