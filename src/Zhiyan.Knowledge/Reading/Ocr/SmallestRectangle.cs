using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>The rectangle of least area about some points: one side of it lies on a side of their convex hull.</summary>
internal static class SmallestRectangle
{
    public static TextBox Around(List<Corner> points)
    {
        var hull = Hull(points);
        var best = new TextBox(hull[0], new Corner(1, 0), 1, 1);
        var least = float.MaxValue;
        for (var i = 0; i < hull.Count; i++)
        {
            var side = hull[(i + 1) % hull.Count] - hull[i];
            var length = side.Length;
            if (length == 0) continue;
            var box = Aligned(hull, side * (1 / length));
            if (box.Width * box.Height >= least) continue;
            least = box.Width * box.Height;
            best = box;
        }
        return Upright(best);
    }

    private static TextBox Aligned(List<Corner> hull, Corner along)
    {
        var (left, right, top, bottom) = (float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        foreach (var point in hull)
        {
            var (across, down) = (point.X * along.X + point.Y * along.Y, point.Y * along.X - point.X * along.Y);
            (left, right) = (Math.Min(left, across), Math.Max(right, across));
            (top, bottom) = (Math.Min(top, down), Math.Max(bottom, down));
        }
        var middle = new Corner((left + right) / 2, (top + bottom) / 2);
        var centre = new Corner(middle.X * along.X - middle.Y * along.Y, middle.X * along.Y + middle.Y * along.X);
        return new TextBox(centre, along, right - left, bottom - top);
    }

    /// <summary>Of the four ways to read a rectangle the one nearest to the right, and down along a tall one.</summary>
    private static TextBox Upright(TextBox box)
    {
        for (var turn = 0; turn < 4 && MathF.Abs(box.Angle) > MathF.PI / 4 + 1e-3f; turn++)
            box = new TextBox(box.Centre, box.Down, box.Height, box.Width);
        return box;
    }

    /// <summary>Andrew's monotone chain.</summary>
    private static List<Corner> Hull(List<Corner> points)
    {
        points.Sort((a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        var hull = new List<Corner>();
        for (var pass = 0; pass < 2; pass++)
        {
            var start = hull.Count;
            foreach (var point in points)
            {
                while (hull.Count >= start + 2 && Turn(hull[^2], hull[^1], point) <= 0) hull.RemoveAt(hull.Count - 1);
                hull.Add(point);
            }
            hull.RemoveAt(hull.Count - 1);
            points.Reverse();
        }
        return hull.Count == 0 ? [points[0]] : hull;
    }

    private static float Turn(Corner a, Corner b, Corner c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
}
