using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zhiyan.Kernels.Matrices.Formats;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Dot products of float32 rows. The one definition of their order: lane j of eight takes the columns k with k mod 8 = j, in order, each with a
/// fused multiply-add; then the lanes are added as ((0+4) + (2+6)) + ((1+5) + (3+7)).
/// </summary>
internal static unsafe class FloatDots
{
    private const int Lanes = 8;

    private const int BlockRows = 4;
    private const int BlockTokens = 2;

    /// <summary>y[r] = Σₖ w[r, k]·x[k], the rows one after the other as they are stored.</summary>
    public static void MultiplyVector<TFloat>(byte* w, int rows, float* x, int columns, float* y) where TFloat : struct, IFloatFormat
    {
        float* lanes = stackalloc float[BlockRows * Lanes];
        long rowBytes = (long)columns * TFloat.Bytes;
        for (int r = 0; r < rows; r += BlockRows)
        {
            byte* w0 = w + r * rowBytes, w1 = w + Math.Min(r + 1, rows - 1) * rowBytes;
            byte* w2 = w + Math.Min(r + 2, rows - 1) * rowBytes, w3 = w + Math.Min(r + 3, rows - 1) * rowBytes;
            Accumulate<TFloat>(w0, w1, w2, w3, x, columns, lanes);
            for (int j = 0; j < Math.Min(BlockRows, rows - r); j++)
                y[r + j] = Finish<TFloat>(lanes + j * Lanes, w + (r + j) * rowBytes, x, columns);
        }
    }

    /// <summary>y[t·stride + r] = Σₖ w[r·columns + k]·x[t·columns + k], in blocks of 4 rows × 2 tokens.</summary>
    public static void Multiply(float* w, int rows, float* x, int tokens, int columns, float* y, long stride)
    {
        float* lanes = stackalloc float[BlockTokens * BlockRows * Lanes];
        for (int r = 0; r < rows; r += BlockRows)
        {
            // Where rows or tokens run out, the last one stands in again.
            long w1 = Math.Min(r + 1, rows - 1), w2 = Math.Min(r + 2, rows - 1), w3 = Math.Min(r + 3, rows - 1);
            for (int t = 0; t < tokens; t += BlockTokens)
            {
                int blockRows = Math.Min(BlockRows, rows - r), blockTokens = Math.Min(BlockTokens, tokens - t);
                Accumulate(w + (long)r * columns, w + w1 * columns, w + w2 * columns, w + w3 * columns,
                    x + (long)t * columns, x + (t + blockTokens - 1L) * columns, columns, lanes);
                for (int i = 0; i < blockTokens; i++)
                    for (int j = 0; j < blockRows; j++)
                        y[(t + i) * stride + r + j] = Finish<F32Format>(lanes + (i * BlockRows + j) * Lanes, (byte*)(w + (r + j) * (long)columns), x + (t + i) * (long)columns, columns);
            }
        }
    }

    /// <summary>The lanes of four rows with one token. The same columns of the next four rows are fetched meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Accumulate<TFloat>(byte* w0, byte* w1, byte* w2, byte* w3, float* x, int columns, float* lanes) where TFloat : struct, IFloatFormat
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        nint next = (nint)BlockRows * columns * TFloat.Bytes;
        for (nint k = 0; k <= columns - Lanes; k += Lanes)
        {
            nint at = k * TFloat.Bytes;
            if (Sse.IsSupported && at % 64 == 0)
            {
                Sse.Prefetch1(w0 + at + next);
                Sse.Prefetch1(w1 + at + next);
                Sse.Prefetch1(w2 + at + next);
                Sse.Prefetch1(w3 + at + next);
            }
            var token = Vector256.Load(x + k);
            a0 = Vector256.FusedMultiplyAdd(TFloat.Load(w0 + at), token, a0);
            a1 = Vector256.FusedMultiplyAdd(TFloat.Load(w1 + at), token, a1);
            a2 = Vector256.FusedMultiplyAdd(TFloat.Load(w2 + at), token, a2);
            a3 = Vector256.FusedMultiplyAdd(TFloat.Load(w3 + at), token, a3);
        }
        a0.Store(lanes);
        a1.Store(lanes + Lanes);
        a2.Store(lanes + 2 * Lanes);
        a3.Store(lanes + 3 * Lanes);
    }

    /// <summary>The lanes of four rows with one token, then of the four with the other. Nothing here may be a call: eight sums live in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Accumulate(float* w0, float* w1, float* w2, float* w3, float* x0, float* x1, int columns, float* lanes)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (nint k = 0; k <= columns - Lanes; k += Lanes)
        {
            Vector256<float> a = Vector256.Load(x0 + k), b = Vector256.Load(x1 + k);
            var w = Vector256.Load(w0 + k);
            a0 = Vector256.FusedMultiplyAdd(w, a, a0);
            b0 = Vector256.FusedMultiplyAdd(w, b, b0);
            w = Vector256.Load(w1 + k);
            a1 = Vector256.FusedMultiplyAdd(w, a, a1);
            b1 = Vector256.FusedMultiplyAdd(w, b, b1);
            w = Vector256.Load(w2 + k);
            a2 = Vector256.FusedMultiplyAdd(w, a, a2);
            b2 = Vector256.FusedMultiplyAdd(w, b, b2);
            w = Vector256.Load(w3 + k);
            a3 = Vector256.FusedMultiplyAdd(w, a, a3);
            b3 = Vector256.FusedMultiplyAdd(w, b, b3);
        }
        a0.Store(lanes);
        a1.Store(lanes + Lanes);
        a2.Store(lanes + 2 * Lanes);
        a3.Store(lanes + 3 * Lanes);
        b0.Store(lanes + 4 * Lanes);
        b1.Store(lanes + 5 * Lanes);
        b2.Store(lanes + 6 * Lanes);
        b3.Store(lanes + 7 * Lanes);
    }

    /// <summary>Takes the columns after the last whole vector into their lanes and adds the lanes up.</summary>
    private static float Finish<TFloat>(float* lanes, byte* w, float* x, int columns) where TFloat : struct, IFloatFormat
    {
        for (int k = columns & ~(Lanes - 1); k < columns; k++)
            lanes[k % Lanes] = MathF.FusedMultiplyAdd(TFloat.LoadOne(w + (long)k * TFloat.Bytes), x[k], lanes[k % Lanes]);
        return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    }
}
