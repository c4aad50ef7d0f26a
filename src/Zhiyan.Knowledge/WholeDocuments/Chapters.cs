using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>The headings that chapters begin with.</summary>
internal static class Chapters
{
    /// <summary>In the order of the text. The title of a book, or of its two volumes, is on one of few headings of its level and is none.</summary>
    public static IEnumerable<Block> Of(Document document)
    {
        var headings = document.Blocks.Where(block => block.Kind is BlockKind.Heading).ToList();
        var counts = headings.GroupBy(block => block.Level).ToDictionary(same => same.Key, same => same.Count());
        int most = counts.Values.DefaultIfEmpty().Max();
        return headings.Where(block => counts[block.Level] * 5 >= most);
    }
}
