namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Which cells of a region have ink, in slabs from top to bottom.</summary>
internal sealed class Occupancy(int cells, int slabs)
{
    private readonly bool[] taken = new bool[cells * slabs];
    private readonly int[] first = Enumerable.Repeat(int.MaxValue, slabs).ToArray();
    private readonly int[] last = Enumerable.Repeat(-1, slabs).ToArray();

    /// <param name="Support">Slabs with text on both sides.</param>
    public readonly record struct Empty(int Left, int Right, int Top, int Bottom, int Support);

    public void Fill(float left, float right, float top, float bottom)
    {
        var (from, to) = (Math.Clamp((int)left, 0, cells - 1), Math.Clamp((int)MathF.Ceiling(right) - 1, 0, cells - 1));
        for (var slab = Math.Clamp((int)top, 0, slabs - 1); slab <= Math.Clamp((int)bottom, 0, slabs - 1); slab++)
        {
            if (to >= from) taken.AsSpan(slab * cells + from, to - from + 1).Fill(true);
            (first[slab], last[slab]) = (Math.Min(first[slab], from), Math.Max(last[slab], to));
        }
    }

    /// <summary>Empty rectangles that cannot grow, with text on both sides.</summary>
    public List<Empty> EmptyRectangles(int leastWidth, int leastHeight)
    {
        var found = new List<Empty>();
        var up = new int[cells + 1];
        for (var slab = 0; slab < slabs; slab++)
        {
            for (var cell = 0; cell < cells; cell++) up[cell] = taken[slab * cells + cell] ? 0 : up[cell] + 1;
            var next = slab + 1;
            if (next < slabs && last[next] < 0) continue;       // it grows on through what is blank
            Sweep(up, slab, leastWidth, leastHeight, found);
        }
        return found;
    }

    /// <summary>The largest rectangles under a histogram, by a stack of rising steps.</summary>
    private void Sweep(int[] up, int slab, int leastWidth, int leastHeight, List<Empty> found)
    {
        var stack = new Stack<(int Start, int Height)>();
        for (var cell = 0; cell <= cells; cell++)
        {
            var height = cell < cells ? up[cell] : 0;
            var start = cell;
            while (stack.Count > 0 && stack.Peek().Height > height)
            {
                var step = stack.Pop();
                start = step.Start;
                if (cell - step.Start >= leastWidth && step.Height >= leastHeight && IsClosedBelow(step.Start, cell, slab)) Add(step.Start, cell, slab - step.Height + 1, slab, found);
            }
            if (height > 0 && (stack.Count == 0 || stack.Peek().Height < height)) stack.Push((start, height));
        }
    }

    private bool IsClosedBelow(int left, int right, int slab) => slab + 1 >= slabs || taken.AsSpan((slab + 1) * cells + left, right - left).Contains(true);

    private void Add(int left, int right, int top, int bottom, List<Empty> found)
    {
        if (left == 0 || right == cells) return;
        var support = 0;
        var (firstShared, lastShared) = (-1, -1);
        for (var slab = top; slab <= bottom; slab++)
        {
            if (first[slab] >= left || last[slab] < right) continue;
            support++;
            if (firstShared < 0) firstShared = slab;
            lastShared = slab;
        }
        if (support < 2) return;
        found.Add(new Empty(left, right, top, bottom + 1, support));
    }
}
