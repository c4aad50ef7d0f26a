using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Cuts a document into parts that a model reads in one go. They follow each other without a gap: every character is in exactly one.</summary>
internal static class DocumentParts
{
    /// <summary>Characters of a part: Chinese ones take about a token each, others a quarter.</summary>
    private const int MostWide = 1_600, MostNarrow = 5_600;

    private const int MostLabel = 80;

    public static IReadOnlyList<ReadPart> Of(Document document)
    {
        var parts = new List<ReadPart>();
        var pages = new PageFinder(document.Pages);
        var chunks = Chunker.Cut(document);
        int wide = document.Text.Count(c => c >= '\u2e80');
        int most = wide * 3 > document.Text.Length ? MostWide : MostNarrow;
        int start = 0, headings = 0;
        string label = "", next = "";
        for (int at = 0; at < chunks.Count; at++)
        {
            if (chunks[at].End - start > most && chunks[at].Start > start) Close(chunks[at].Start);
            while (headings < document.Blocks.Count && document.Blocks[headings].Start < chunks[at].End)
            {
                if (document.Blocks[headings].Kind is BlockKind.Heading) next = OneLine.Of(document.Text[document.Blocks[headings].Start..document.Blocks[headings].End], MostLabel);
                headings++;
                if (label.Length == 0) label = next;
            }
        }
        if (start < document.Text.Length || parts.Count == 0) Close(document.Text.Length);
        return parts;

        void Close(int end)
        {
            parts.Add(new ReadPart(parts.Count, start, end, label.Length > 0 ? label : pages.At(start) is { } page ? $"{page}" : "", PartState.Waiting, null, 0));
            (start, label) = (end, next);
        }
    }
}
