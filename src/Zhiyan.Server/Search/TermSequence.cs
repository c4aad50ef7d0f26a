using System.Text;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Server.Search;

/// <summary>Terms that must stand side by side in a text; the last one may be the beginning of a longer term.</summary>
internal sealed record TermSequence(IReadOnlyList<string> Terms, bool IsPrefix)
{
    /// <summary>The terms as a row in a store holds them: found in the row where the sequence is in the text.</summary>
    public string InRow => $" {string.Join(' ', Terms)}{(IsPrefix ? "" : " ")}";

    /// <param name="typing">Whether the last word may still grow.</param>
    /// <returns>Null where the text has no terms.</returns>
    public static TermSequence? Of(FoldedText folded, bool typing)
    {
        var found = SearchTerms.Of(folded);
        if (found.Count == 0) return null;

        // A query may end inside a run: there its last character begins a pair of the text, and the pair before it says as much.
        var last = found[^1];
        bool isInnermost = last.Kind is TermKind.Pair && found.Count > 1 && found[^2].End == last.End;
        if (isInnermost) found.RemoveAt(found.Count - 1);
        bool isOneCharacter = last.Kind is TermKind.Pair && Rune.GetRuneAt(folded.Text, last.Start).Utf16SequenceLength == last.Length;
        bool isPrefix = !isInnermost && (isOneCharacter || typing && last is { Kind: TermKind.Word, Length: >= 2 });
        return new TermSequence([.. found.Select(term => term.Of(folded).ToString())], isPrefix);
    }

    /// <summary>The places of the folded text where the sequence begins and ends; what was not typed of a longer last term is left out.</summary>
    public IEnumerable<(int Start, int End)> In(FoldedText folded, IReadOnlyList<SearchTerm> terms)
    {
        for (int first = 0; first <= terms.Count - Terms.Count; first++)
        {
            if (!BeginsAt(first, folded, terms)) continue;
            var last = terms[first + Terms.Count - 1];
            yield return (terms[first].Start, IsPrefix ? last.Start + Terms[^1].Length : last.End);
        }
    }

    private bool BeginsAt(int first, FoldedText folded, IReadOnlyList<SearchTerm> terms)
    {
        for (int i = 0; i < Terms.Count; i++)
        {
            var term = terms[first + i].Of(folded);
            if (!(IsPrefix && i == Terms.Count - 1 ? term.StartsWith(Terms[i]) : term.SequenceEqual(Terms[i]))) return false;
        }
        return true;
    }
}
