using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Server.Libraries;

/// <summary>Where a range of a document's text stands: on which page, and in which boxes of it, in the page's units from its top left corner.</summary>
/// <param name="HasOriginal">Whether the pages themselves can be shown.</param>
/// <param name="Page">The first page of the range, from 1.</param>
internal sealed record DocumentPlaces(bool HasOriginal, int Page, IReadOnlyList<PageSize> Pages, IReadOnlyList<PlacedBox> Boxes)
{
    /// <summary>Boxes of a range; a longer one is more than evidence.</summary>
    private const int MostBoxes = 400;

    /// <summary>A browser draws the pages of these.</summary>
    public static bool IsShown(DocumentEntry entry) => entry.Path.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase);

    public static DocumentPlaces Of(Document document, int start, int end, bool hasOriginal)
    {
        var boxes = start >= end ? [] : Join(document.Places.Where(place => place.Start < end && place.End > start).Take(MostBoxes).Select(place => Cut(place, start, end)));
        var page = boxes is [var first, ..] ? first.Page : document.Pages.FirstOrDefault(one => start < one.End)?.Number ?? 1;
        return new(hasOriginal, page, [.. document.Pages.Select(one => new PageSize(one.Number, one.Width, one.Height))], boxes);
    }

    /// <summary>Words of a line become one box.</summary>
    private static List<PlacedBox> Join(IEnumerable<PlacedBox> boxes)
    {
        var joined = new List<PlacedBox>();
        foreach (var box in boxes)
        {
            if (joined is [.., var last] && last.Page == box.Page && IsBeside(last, box))
                joined[^1] = new(last.Page, last.Left, Math.Min(last.Top, box.Top), box.Right, Math.Max(last.Bottom, box.Bottom));
            else joined.Add(box);
        }
        return joined;
    }

    /// <summary>Whether a box goes on on the line of the one before it: at its height, and less than two letters away.</summary>
    private static bool IsBeside(PlacedBox last, PlacedBox box)
    {
        var height = Math.Max(last.Bottom - last.Top, box.Bottom - box.Top);
        var common = Math.Min(last.Bottom, box.Bottom) - Math.Max(last.Top, box.Top);
        return common > height / 2 && box.Left - last.Right < 2 * height && box.Left > last.Left && box.Right > last.Right;
    }

    /// <summary>Of a run that the range cuts, the share of its width that the range has.</summary>
    private static PlacedBox Cut(PlacedText place, int start, int end)
    {
        var (length, box) = ((float)(place.End - place.Start), place.Box);
        var from = Math.Max(0, start - place.Start) / length;
        var to = Math.Min(place.End - place.Start, end - place.Start) / length;
        var isWide = box.Right - box.Left >= box.Bottom - box.Top;
        return isWide
            ? new(place.Page, box.Left + (box.Right - box.Left) * from, box.Top, box.Left + (box.Right - box.Left) * to, box.Bottom)
            : new(place.Page, box.Left, box.Top, box.Right, box.Bottom);
    }
}

internal sealed record PageSize(int Number, double Width, double Height);

internal sealed record PlacedBox(int Page, float Left, float Top, float Right, float Bottom);
