using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// c[r][n] = Σ over k of a[r][k] · b[k][n], for up to six rows and 16 or 32 columns at once: scores, with k over the dimensions and keys as
/// columns, and the weighted values, with k over keys and dimensions as columns. Every element is one chain of fused multiply-adds
/// in the order of k, so it is the same bits whatever the number of rows and columns at once, and wherever k is cut. Twelve sums and what
/// they need fill the registers of AVX2; fewer than eight chains would leave the multipliers waiting, so one or two rows take 32 columns.
/// </summary>
internal static unsafe class Tile
{
    public const int MaxRows = 6;

    /// <summary>Columns that lie side by side in b.</summary>
    public const int Columns = 16;

    /// <summary>Floats from a row of a to the next, and so the most values of k at once.</summary>
    public const int Depth = 256;

    private const int MaxWideRows = 2;

    // A hot loop is compiled at once with everything in it inlined; itself inlined, it would use up its caller's budget for that.
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <param name="rows">How many rows of a and c are used, 1 to 6.</param>
    /// <param name="a">[rows][256].</param>
    /// <param name="b">[columns / 16][step].</param>
    /// <param name="step">Bytes from one 16 columns of b to the next.</param>
    /// <param name="depth">Values of k: of each 16 columns of b, [depth][16] are used.</param>
    /// <param name="c">[rows][stride].</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="resume">Whether to add to what c holds.</param>
    /// <param name="fetch">Memory that will be read soon, to be brought near meanwhile.</param>
    public static void Multiply<TColumns>(
        int rows, float* a, byte* b, nint step, int depth, float* c, int stride, int columns, bool resume, Fetch fetch)
        where TColumns : IColumns
    {
        for (; rows <= MaxWideRows && columns > Columns; columns -= 2 * Columns)
        {
            if (rows == 1) Wide<OneRow, TColumns>(a, b, step, depth, c, stride, resume, fetch);
            else Wide<TwoRows, TColumns>(a, b, step, depth, c, stride, resume, fetch);
            b += 2 * step;
            c += 2 * Columns;
            fetch = fetch.Skip(2 * depth);
        }
        for (; columns > 0; columns -= Columns, b += step, c += Columns, fetch = fetch.Skip(depth))
        {
            switch (rows)
            {
                case 1: Tall<OneRow, TColumns>(a, b, depth, c, stride, resume, fetch); break;
                case 2: Tall<TwoRows, TColumns>(a, b, depth, c, stride, resume, fetch); break;
                case 3: Tall<ThreeRows, TColumns>(a, b, depth, c, stride, resume, fetch); break;
                case 4: Tall<FourRows, TColumns>(a, b, depth, c, stride, resume, fetch); break;
                case 5: Tall<FiveRows, TColumns>(a, b, depth, c, stride, resume, fetch); break;
                default: Tall<SixRows, TColumns>(a, b, depth, c, stride, resume, fetch); break;
            }
        }
    }

    [MethodImpl(Hot)]
    private static void Tall<TRows, TColumns>(
        float* a, byte* b, int depth, float* c, int stride, bool resume, Fetch fetch)
        where TRows : IRowCount
        where TColumns : IColumns
    {
        Vector256<float> low0 = default, low1 = default, low2 = default, low3 = default, low4 = default, low5 = default;
        Vector256<float> high0 = default, high1 = default, high2 = default, high3 = default, high4 = default, high5 = default;
        if (resume)
        {
            (low0, high0) = Load(c);
            if (TRows.Count > 1) (low1, high1) = Load(c + stride);
            if (TRows.Count > 2) (low2, high2) = Load(c + 2 * stride);
            if (TRows.Count > 3) (low3, high3) = Load(c + 3 * stride);
            if (TRows.Count > 4) (low4, high4) = Load(c + 4 * stride);
            if (TRows.Count > 5) (low5, high5) = Load(c + 5 * stride);
        }

        var (ahead, aheadStep) = ((nint)fetch.Start, fetch.Step);
        for (float* end = a + depth; a < end; a++, b += TColumns.Bytes, ahead += aheadStep)
        {
            if (Sse.IsSupported) Sse.Prefetch0((byte*)ahead);
            var (low, high) = TColumns.Load(b);
            Accumulate(a[0], low, high, ref low0, ref high0);
            if (TRows.Count > 1) Accumulate(a[Depth], low, high, ref low1, ref high1);
            if (TRows.Count > 2) Accumulate(a[2 * Depth], low, high, ref low2, ref high2);
            if (TRows.Count > 3) Accumulate(a[3 * Depth], low, high, ref low3, ref high3);
            if (TRows.Count > 4) Accumulate(a[4 * Depth], low, high, ref low4, ref high4);
            if (TRows.Count > 5) Accumulate(a[5 * Depth], low, high, ref low5, ref high5);
        }

        Store(c, low0, high0);
        if (TRows.Count > 1) Store(c + stride, low1, high1);
        if (TRows.Count > 2) Store(c + 2 * stride, low2, high2);
        if (TRows.Count > 3) Store(c + 3 * stride, low3, high3);
        if (TRows.Count > 4) Store(c + 4 * stride, low4, high4);
        if (TRows.Count > 5) Store(c + 5 * stride, low5, high5);
    }

    [MethodImpl(Hot)]
    private static void Wide<TRows, TColumns>(
        float* a, byte* b, nint step, int depth, float* c, int stride, bool resume, Fetch fetch)
        where TRows : IRowCount
        where TColumns : IColumns
    {
        Vector256<float> low0 = default, low1 = default, high0 = default, high1 = default;
        Vector256<float> nextLow0 = default, nextLow1 = default, nextHigh0 = default, nextHigh1 = default;
        if (resume)
        {
            (low0, high0) = Load(c);
            (nextLow0, nextHigh0) = Load(c + Columns);
            if (TRows.Count > 1) (low1, high1) = Load(c + stride);
            if (TRows.Count > 1) (nextLow1, nextHigh1) = Load(c + stride + Columns);
        }

        var (ahead, aheadStep) = ((nint)fetch.Start, 2 * fetch.Step);
        for (float* end = a + depth; a < end; a++, b += TColumns.Bytes, ahead += aheadStep)
        {
            if (Sse.IsSupported) Sse.Prefetch0((byte*)ahead);
            var (low, high) = TColumns.Load(b);
            var (nextLow, nextHigh) = TColumns.Load(b + step);
            Accumulate(a[0], low, high, ref low0, ref high0);
            Accumulate(a[0], nextLow, nextHigh, ref nextLow0, ref nextHigh0);
            if (TRows.Count > 1) Accumulate(a[Depth], low, high, ref low1, ref high1);
            if (TRows.Count > 1) Accumulate(a[Depth], nextLow, nextHigh, ref nextLow1, ref nextHigh1);
        }

        Store(c, low0, high0);
        Store(c + Columns, nextLow0, nextHigh0);
        if (TRows.Count > 1) Store(c + stride, low1, high1);
        if (TRows.Count > 1) Store(c + stride + Columns, nextLow1, nextHigh1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Load(float* c) => (Vector256.Load(c), Vector256.Load(c + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        float a, Vector256<float> low, Vector256<float> high, ref Vector256<float> lowSum, ref Vector256<float> highSum)
    {
        var factor = Vector256.Create(a);
        lowSum = Vector256.FusedMultiplyAdd(factor, low, lowSum);
        highSum = Vector256.FusedMultiplyAdd(factor, high, highSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> low, Vector256<float> high)
    {
        low.Store(c);
        high.Store(c + 8);
    }
}
