using System.Runtime.InteropServices;

namespace Zhiyan.Kernels.Threading;

/// <summary>Hands out the numbers 0 … count − 1 to many workers, each number once; a slow worker simply takes fewer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]     // alone on its cache line, or every taken number would slow its neighbours
public struct WorkCounter
{
    [FieldOffset(64)] private int next;
    [FieldOffset(68)] private int count;

    /// <summary>Starts again at 0. Only while no worker takes.</summary>
    public void Reset(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        this.count = count;
        Volatile.Write(ref next, 0);
    }

    /// <summary>The next number nobody has; false when all are taken.</summary>
    public bool TryTake(out int item)
    {
        item = Interlocked.Increment(ref next) - 1;
        return item < count;
    }

    /// <summary>The next run of up to <paramref name="size"/> numbers [start, end).</summary>
    public bool TryTake(int size, out int start, out int end)
    {
        start = Interlocked.Add(ref next, size) - size;
        end = Math.Min(start + size, count);
        return start < count;
    }
}
