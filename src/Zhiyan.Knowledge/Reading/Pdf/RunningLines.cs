using System.Text.RegularExpressions;
using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>
/// Finds the lines that pages repeat at their heads and feet, and page numbers, and takes them out of the pages. Pages come in windows; what one
/// window repeats is known in the next.
/// </summary>
internal sealed partial class RunningLines(int pages)
{
    /// <summary>Of the page's height, at its head and its foot.</summary>
    private const float Margin = 0.15f;

    private const int MostLines = 3;

    private readonly Dictionary<string, int> seen = [];
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    public readonly record struct Candidate(TextLine Line, string Sign, bool IsFoot);

    /// <summary>Lines that may be running ones, of each page of a window.</summary>
    public List<List<Candidate>> Find(IReadOnlyList<PdfPage> window)
    {
        var found = window.Select(Candidates).ToList();
        foreach (var sign in found.SelectMany(candidates => candidates.Select(candidate => candidate.Sign).Distinct()))
            if (seen.Count < 10_000 || seen.ContainsKey(sign)) seen[sign] = seen.GetValueOrDefault(sign) + 1;
        return found;
    }

    /// <summary>Takes the running lines out of a page and returns those worth a note: what has not been told before.</summary>
    public (List<TextLine> Head, List<TextLine> Foot) Take(PdfPage page, List<Candidate> candidates)
    {
        var (head, foot) = (new List<TextLine>(), new List<TextLine>());
        var isInner = (Head: false, Foot: false);
        foreach (var candidate in candidates)
        {
            if (candidate.IsFoot ? isInner.Foot : isInner.Head) continue;
            var isNumber = Markers.IsPageNumber(candidate.Line.Text);
            if (!isNumber && seen.GetValueOrDefault(candidate.Sign) < (pages <= 3 ? 2 : 3))
            {
                isInner = candidate.IsFoot ? isInner with { Foot = true } : isInner with { Head = true };
                continue;
            }
            var words = candidate.Line.Words.ToHashSet<Word>(ReferenceEqualityComparer.Instance);
            page.Layers[0].Words.RemoveAll(words.Contains);
            if (isNumber || IsTold(candidate.Line.Text, page.Number)) continue;
            (candidate.IsFoot ? foot : head).Add(candidate.Line);
        }
        return (head, foot);
    }

    /// <summary>Whether this was said before, but for a number that counts with the pages. Other numbers, as of a customer, are news.</summary>
    private bool IsTold(string text, int page)
    {
        List<string> keys = [text];
        foreach (var number in Number().EnumerateMatches(text))
            keys.Add($"{text[..number.Index]}\0{int.Parse(text.AsSpan(number.Index, number.Length), System.Globalization.CultureInfo.InvariantCulture) - page}{text[(number.Index + number.Length)..]}");
        var isTold = keys.Exists(told.Contains);
        if (told.Count < 100_000) told.UnionWith(keys);
        return isTold;
    }

    [GeneratedRegex("(?<![0-9])[0-9]{1,5}(?![0-9])")]
    private static partial Regex Number();

    private static List<Candidate> Candidates(PdfPage page)
    {
        if (page.Layers.Count == 0 || page.Recognised) return [];
        var words = page.Layers[0].Words;
        var heads = TextLine.Of(words.Where(word => word.Baseline < Margin * page.Height)).Take(MostLines).Select(line => Named(line, page, isFoot: false));
        var feet = TextLine.Of(words.Where(word => word.Baseline > (1 - Margin) * page.Height)).TakeLast(MostLines).Reverse().Select(line => Named(line, page, isFoot: true));
        return [.. heads, .. feet];         // from the page's edge inwards: what stands behind a line of text is no running line
    }

    /// <summary>Numbers change from page to page, and odd and even pages may differ; the height does not.</summary>
    private static Candidate Named(TextLine line, PdfPage page, bool isFoot)
    {
        var text = string.Concat(line.Text.Select(character => char.IsDigit(character) ? '#' : character)).Replace("##", "#").Replace("##", "#");
        return new Candidate(line, $"{text}@{MathF.Round(line.Baseline / page.Height * 60)}", isFoot);
    }
}
