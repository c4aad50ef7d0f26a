using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Chunking;

/// <summary>On which page a place of the text stands.</summary>
internal sealed class PageFinder(IReadOnlyList<Page> pages)
{
    /// <summary>The last page that begins at or before the place; null where there are no pages.</summary>
    public int? At(int place)
    {
        int low = 0, high = pages.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (pages[middle].Start <= place) low = middle + 1;
            else high = middle;
        }
        return pages.Count == 0 ? null : pages[Math.Max(low - 1, 0)].Number;
    }
}
