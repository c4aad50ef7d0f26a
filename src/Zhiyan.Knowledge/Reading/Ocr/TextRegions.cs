using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>
/// Differentiable binarisation's last step (Liao et al. 2020): connected regions of likely pixels become rectangles, grown to what the model shrank.
/// </summary>
internal static class TextRegions
{
    private const float Likely = 0.3f;
    private const float SureBox = 0.5f;
    private const float Growth = 1.6f;
    private const float LeastHeight = 3;

    /// <summary>More lines than any page has.</summary>
    private const int MostRegions = 4_000;

    /// <param name="map">Rows of probabilities that a pixel belongs to text.</param>
    public static List<TextBox> Find(ReadOnlySpan<float> map, int width, int height)
    {
        var seen = new bool[map.Length];
        var boxes = new List<TextBox>();
        var region = new List<int>();
        for (var start = 0; start < map.Length && boxes.Count < MostRegions; start++)
        {
            if (seen[start] || map[start] <= Likely) continue;
            Flood(map, width, height, start, seen, region);
            if (Enclose(map, width, region) is { } box) boxes.Add(box);
        }
        return boxes;
    }

    private static TextBox? Enclose(ReadOnlySpan<float> map, int width, List<int> region)
    {
        if (region.Count < 8) return null;
        var sum = 0f;
        foreach (var pixel in region) sum += map[pixel];
        if (sum / region.Count < SureBox) return null;
        var box = SmallestRectangle.Around(Outline(region, width));
        box = box with { Width = box.Width + 1, Height = box.Height + 1 };
        if (Math.Min(box.Width, box.Height) < LeastHeight) return null;
        var grown = box.Width * box.Height * Growth / (box.Width + box.Height);      // area · ratio / perimeter on each side
        return box with { Width = box.Width + grown, Height = box.Height + grown };
    }

    /// <summary>The first and last pixel of each row: all that a hull needs. A region's pixels come in no order.</summary>
    private static List<Corner> Outline(List<int> region, int width)
    {
        var rows = new Dictionary<int, (int Left, int Right)>();
        foreach (var pixel in region)
        {
            var (y, x) = Math.DivRem(pixel, width);
            rows[y] = rows.TryGetValue(y, out var row) ? (Math.Min(row.Left, x), Math.Max(row.Right, x)) : (x, x);
        }
        var points = new List<Corner>(rows.Count * 2);
        foreach (var (y, row) in rows)
        {
            points.Add(new Corner(row.Left, y));
            if (row.Right > row.Left) points.Add(new Corner(row.Right, y));
        }
        return points;
    }

    private static void Flood(ReadOnlySpan<float> map, int width, int height, int start, bool[] seen, List<int> region)
    {
        region.Clear();
        region.Add(start);
        seen[start] = true;
        for (var next = 0; next < region.Count; next++)
        {
            var (y, x) = Math.DivRem(region[next], width);
            for (var ny = Math.Max(0, y - 1); ny <= Math.Min(height - 1, y + 1); ny++)
                for (var nx = Math.Max(0, x - 1); nx <= Math.Min(width - 1, x + 1); nx++)
                {
                    var pixel = ny * width + nx;
                    if (seen[pixel] || map[pixel] <= Likely) continue;
                    seen[pixel] = true;
                    region.Add(pixel);
                }
        }
    }
}
