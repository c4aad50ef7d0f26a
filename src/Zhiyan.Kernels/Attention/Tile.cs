using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// c[r][n] = Σ over k of a[r][k] · b[k][n], for up to six rows and 16 or 32 columns at once: scores, with k over the dimensions and keys as
/// columns, and the weighted values, with k over keys and dimensions as columns. Every element is one chain of fused multiply-adds
/// in the order of k, so it is the same bits whatever the number of rows and columns at once. Twelve sums and what they
/// need fill the registers of AVX2; fewer than eight chains would leave the multipliers waiting, so one or two rows take 32 columns.
/// </summary>
internal static unsafe class Tile
{
    public const int MaxRows = 6;

    /// <summary>Columns that lie side by side in b.</summary>
    public const int Columns = 16;

    /// <summary>Values of k that lie side by side in a row of a; then follow the same k of the next of the six rows.</summary>
    public const int Panel = 32;

    private const int MaxWideRows = 2;

    /// <param name="rows">How many rows of a and c are used, 1 to 6.</param>
    /// <param name="a">[depth / 32][6 rows][32].</param>
    /// <param name="b">[columns / 16][depth][16].</param>
    /// <param name="step">Bytes from one 16 columns of b to the next.</param>
    /// <param name="c">[rows][stride].</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="decay">One factor a row for what c holds, to which the sum is added; null to start at zero.</param>
    public static void Multiply<TColumns>(
        int rows, float* a, byte* b, nint step, int depth, float* c, int stride, int columns, float* decay)
        where TColumns : IColumns
    {
        int done = 0;
        for (; rows <= MaxWideRows && columns - done >= 2 * Columns; done += 2 * Columns, b += 2 * step)
        {
            if (rows == 1) Wide<OneRow, TColumns>(a, b, step, depth, c + done, stride, decay);
            else Wide<TwoRows, TColumns>(a, b, step, depth, c + done, stride, decay);
        }
        for (; done < columns; done += Columns, b += step)
        {
            switch (rows)
            {
                case 1: Tall<OneRow, TColumns>(a, b, depth, c + done, stride, decay); break;
                case 2: Tall<TwoRows, TColumns>(a, b, depth, c + done, stride, decay); break;
                case 3: Tall<ThreeRows, TColumns>(a, b, depth, c + done, stride, decay); break;
                case 4: Tall<FourRows, TColumns>(a, b, depth, c + done, stride, decay); break;
                case 5: Tall<FiveRows, TColumns>(a, b, depth, c + done, stride, decay); break;
                default: Tall<SixRows, TColumns>(a, b, depth, c + done, stride, decay); break;
            }
        }
    }

    private static void Tall<TRows, TColumns>(float* a, byte* b, int depth, float* c, int stride, float* decay)
        where TRows : IRowCount
        where TColumns : IColumns
    {
        Vector256<float> low0 = default, low1 = default, low2 = default, low3 = default, low4 = default, low5 = default;
        Vector256<float> high0 = default, high1 = default, high2 = default, high3 = default, high4 = default, high5 = default;
        if (decay != null)
        {
            (low0, high0) = Decayed(c, decay[0]);
            if (TRows.Count > 1) (low1, high1) = Decayed(c + stride, decay[1]);
            if (TRows.Count > 2) (low2, high2) = Decayed(c + 2 * stride, decay[2]);
            if (TRows.Count > 3) (low3, high3) = Decayed(c + 3 * stride, decay[3]);
            if (TRows.Count > 4) (low4, high4) = Decayed(c + 4 * stride, decay[4]);
            if (TRows.Count > 5) (low5, high5) = Decayed(c + 5 * stride, decay[5]);
        }

        for (; depth > 0; depth -= Panel, a += MaxRows * Panel)
        {
            float* row = a;
            for (float* end = a + Math.Min(depth, Panel); row < end; row++, b += TColumns.Bytes)
            {
                var (low, high) = TColumns.Load(b);
                Accumulate(row[0], low, high, ref low0, ref high0);
                if (TRows.Count > 1) Accumulate(row[Panel], low, high, ref low1, ref high1);
                if (TRows.Count > 2) Accumulate(row[2 * Panel], low, high, ref low2, ref high2);
                if (TRows.Count > 3) Accumulate(row[3 * Panel], low, high, ref low3, ref high3);
                if (TRows.Count > 4) Accumulate(row[4 * Panel], low, high, ref low4, ref high4);
                if (TRows.Count > 5) Accumulate(row[5 * Panel], low, high, ref low5, ref high5);
            }
        }

        Store(c, low0, high0);
        if (TRows.Count > 1) Store(c + stride, low1, high1);
        if (TRows.Count > 2) Store(c + 2 * stride, low2, high2);
        if (TRows.Count > 3) Store(c + 3 * stride, low3, high3);
        if (TRows.Count > 4) Store(c + 4 * stride, low4, high4);
        if (TRows.Count > 5) Store(c + 5 * stride, low5, high5);
    }

    private static void Wide<TRows, TColumns>(float* a, byte* b, nint step, int depth, float* c, int stride, float* decay)
        where TRows : IRowCount
        where TColumns : IColumns
    {
        Vector256<float> low0 = default, low1 = default, high0 = default, high1 = default;
        Vector256<float> nextLow0 = default, nextLow1 = default, nextHigh0 = default, nextHigh1 = default;
        if (decay != null)
        {
            (low0, high0) = Decayed(c, decay[0]);
            (nextLow0, nextHigh0) = Decayed(c + Columns, decay[0]);
            if (TRows.Count > 1) (low1, high1) = Decayed(c + stride, decay[1]);
            if (TRows.Count > 1) (nextLow1, nextHigh1) = Decayed(c + stride + Columns, decay[1]);
        }

        for (; depth > 0; depth -= Panel, a += MaxRows * Panel)
        {
            float* row = a;
            for (float* end = a + Math.Min(depth, Panel); row < end; row++, b += TColumns.Bytes)
            {
                var (low, high) = TColumns.Load(b);
                var (nextLow, nextHigh) = TColumns.Load(b + step);
                Accumulate(row[0], low, high, ref low0, ref high0);
                Accumulate(row[0], nextLow, nextHigh, ref nextLow0, ref nextHigh0);
                if (TRows.Count > 1) Accumulate(row[Panel], low, high, ref low1, ref high1);
                if (TRows.Count > 1) Accumulate(row[Panel], nextLow, nextHigh, ref nextLow1, ref nextHigh1);
            }
        }

        Store(c, low0, high0);
        Store(c + Columns, nextLow0, nextHigh0);
        if (TRows.Count > 1) Store(c + stride, low1, high1);
        if (TRows.Count > 1) Store(c + stride + Columns, nextLow1, nextHigh1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        float a, Vector256<float> low, Vector256<float> high, ref Vector256<float> lowSum, ref Vector256<float> highSum)
    {
        var factor = Vector256.Create(a);
        lowSum = Vector256.FusedMultiplyAdd(factor, low, lowSum);
        highSum = Vector256.FusedMultiplyAdd(factor, high, highSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Decayed(float* c, float decay) =>
        (Vector256.Load(c) * Vector256.Create(decay), Vector256.Load(c + 8) * Vector256.Create(decay));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> low, Vector256<float> high)
    {
        low.Store(c);
        high.Store(c + 8);
    }
}
