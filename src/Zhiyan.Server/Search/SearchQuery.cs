using Zhiyan.Knowledge.Indexing;
namespace Zhiyan.Server.Search;

/// <summary>
/// What a person asks of the search: words and "exact phrases" that a message must hold, those with a minus that it must not, and filters. Anything typed is a query.
/// </summary>
internal sealed record SearchQuery(
    IReadOnlyList<TermSequence> Required, IReadOnlyList<TermSequence> Excluded, IReadOnlyList<SearchFilter> Filters, TextFolding Folding)
{
    /// <summary>Characters of a query that are read, and words and filters of it that count; the rest is left out.</summary>
    public const int MaximumLength = 1_000, MaximumClauses = 64;

    /// <summary>Whether a message has to hold anything: without it every message is found, the newest first.</summary>
    public bool HasWords => Required.Count > 0;

    public static SearchQuery Parse(string text, TextFolding folding) => new QueryReader(text, folding).Read();

    /// <summary>The definition of a hit, the filters apart: the stores are held to it.</summary>
    public bool Matches(string text)
    {
        var folded = Folding.Fold(text);
        var terms = SearchTerms.Of(folded);
        return Required.All(sequence => sequence.In(folded, terms).Any()) && !Excluded.Any(sequence => sequence.In(folded, terms).Any());
    }

    /// <summary>The argument of SQLite's MATCH. Every term stands in quotation marks, and none holds one.</summary>
    public string ToFts5()
    {
        var required = HasWords ? string.Join(" AND ", Required.Select(Phrase)) : $"\"{SearchTerms.Everything}\"";
        return Excluded.Count == 0 ? required : $"({required}) NOT ({string.Join(" OR ", Excluded.Select(Phrase))})";

        static string Phrase(TermSequence sequence) => $"\"{string.Join(' ', sequence.Terms)}\"{(sequence.IsPrefix ? " *" : "")}";
    }

    /// <summary>
    /// A tsquery that holds for every hit, and for texts too whose terms are not side by side: tsvector counts no further than 16,383 positions, so
    /// <see cref="TsVectorIndex"/> looks for the neighbours in the row of terms.
    /// </summary>
    public string ToTsQuery()
    {
        var required = HasWords ? Required.SelectMany(Lexemes) : [$"'{SearchTerms.Everything}'"];
        var excluded = Excluded.Where(sequence => sequence.Terms.Count == 1).SelectMany(Lexemes).Select(lexeme => $"!{lexeme}");
        return string.Join(" & ", required.Concat(excluded).Distinct());

        static IEnumerable<string> Lexemes(TermSequence sequence) =>
            sequence.Terms.Select((term, i) => $"'{term}'{(sequence.IsPrefix && i == sequence.Terms.Count - 1 ? ":*" : "")}");
    }
}
