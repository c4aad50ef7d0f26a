using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>
/// Cuts a document into parts that a model reads in one go. They follow each other without a gap: every character is in exactly one. A question is put to every chapter, and to
/// every row of what is a table for the most part.
/// </summary>
internal static class DocumentParts
{
    /// <summary>Characters of a part: Chinese ones take about a token each, others a quarter. A translation is as long as its part.</summary>
    private const int MostWide = 1_600, MostNarrow = 5_600, MostWideTranslated = 500, MostNarrowTranslated = 1_600;

    /// <summary>Rows that are asked one by one; of more of them, several are asked together.</summary>
    private const int MostRows = 5_000;

    private const int MostLabel = 80;

    public static IReadOnlyList<ReadPart> Of(Document document, long id, ReadKind kind)
    {
        if (kind is ReadKind.Answer && Rows(document) is { Count: > 0 } rows) return Close(document, id, rows.Where((_, at) => at % (1 + rows.Count / MostRows) == 0).Skip(1).Select(row => row.Start));
        var cuts = new List<int>();
        var chapters = kind is ReadKind.Answer ? Chapters.Of(document).Select(heading => heading.Start).ToHashSet() : [];
        bool isWide = document.Text.Count(c => c >= '\u2e80') * 3 > document.Text.Length;
        int most = (kind, isWide) switch { (ReadKind.Translate, true) => MostWideTranslated, (ReadKind.Translate, false) => MostNarrowTranslated, (_, true) => MostWide, _ => MostNarrow };
        int start = 0;
        foreach (var chunk in Chunker.Cut(document))
        {
            if (chunk.Start <= start || chunk.End - start <= most && !chapters.Contains(chunk.Start)) continue;
            cuts.Add(start = chunk.Start);
        }
        return Close(document, id, cuts);
    }

    /// <summary>The rows of a document that has little besides.</summary>
    private static List<Block> Rows(Document document)
    {
        var rows = document.Blocks.Where(block => block.Kind is BlockKind.TableRow).ToList();
        return rows.Sum(row => row.End - row.Start) * 10L >= document.Text.Length * 6L ? rows : [];
    }

    private static IReadOnlyList<ReadPart> Close(Document document, long id, IEnumerable<int> cuts)
    {
        var parts = new List<ReadPart>();
        var pages = new PageFinder(document.Pages);
        var headings = document.Blocks.Where(block => block.Kind is BlockKind.Heading).ToList();
        int start = 0, next = 0;
        string label = "";
        foreach (int end in cuts.Append(document.Text.Length))
        {
            // The heading it begins with or is under, else the first within it.
            for (; next < headings.Count && headings[next].Start <= start; next++) label = Label(headings[next]);
            if (label.Length == 0 && next < headings.Count && headings[next].Start < end) label = Label(headings[next]);
            parts.Add(new ReadPart(parts.Count, id, start, end, label.Length > 0 ? label : pages.At(start) is { } page ? $"{page}" : "", PartState.Waiting, null, 0));
            start = end;
        }
        return parts;

        string Label(Block heading) => OneLine.Of(document.Text[heading.Start..heading.End].Trim('#', ' '), MostLabel);
    }
}
