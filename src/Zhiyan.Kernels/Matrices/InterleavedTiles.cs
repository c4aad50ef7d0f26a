using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zhiyan.Kernels.Matrices.Formats;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// The loops of <see cref="InterleavedKernel"/>, written once for every format and CPU. A value is built block after block, the same for one token
/// and for many: value = fma(float(Σ weight·activation), weight scale · activation scale, value); a format with two scales does that for the first
/// 16 columns and then for the last; one with minimums adds value = fma(minimum, activation scale · Σ activation, value).
/// </summary>
internal static unsafe class InterleavedTiles
{
    private const int GroupRows = InterleavedWeights.GroupRows;

    public const int TileRows = 2 * GroupRows;

    public const int TileTokens = MatrixProduct.TokenGroup;

    /// <summary>Values of a tile: first those of the eight rows a, token after token, then those of the rows b.</summary>
    public const int TileValues = TileRows * TileTokens;

    /// <summary>Bytes of a panel for 32 columns of a tile's rows.</summary>
    public const int PanelBlockBytes = TileRows * Int8Activations.BlockValues;

    // A hot loop is compiled at once with everything in it inlined; itself inlined, it would use up its caller's budget for that.
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    // Memory is read this far ahead of its use; left to the hardware alone, one thread decodes a quarter slower (AMD Zen 3).
    private const int PrefetchBytes = 2048;

    /// <summary>Eight rows and one token.</summary>
    [MethodImpl(Hot)]
    public static Vector256<float> MultiplyGroup<TLanes>(byte* quants, byte* scales, int* x, int blocks) where TLanes : struct, IByteLanes
    {
        int scaleBytes = ScaleBytes<TLanes>();
        byte* scalesAhead = scales + PrefetchBytes * scaleBytes / TLanes.QuantBytes;
        var values = Vector256<float>.Zero;
        for (int block = 0; block < blocks; block++)
        {
            if (Sse.IsSupported)
            {
                for (int line = 0; line < TLanes.QuantBytes; line += 64) Sse.Prefetch0(quants + PrefetchBytes + line);
                Sse.Prefetch0(scalesAhead);
                scalesAhead += scaleBytes;
            }
            Terms<TLanes>(scales, block, out var first, out var second);
            Vector256<int> sum = Start<TLanes>(x, 1, 0), last = LastStart<TLanes>(x, 1, 0);
            Steps<TLanes>(ref sum, ref last, quants, 0, x);
            Steps<TLanes>(ref sum, ref last, quants, 1, x);
            Steps<TLanes>(ref sum, ref last, quants, 2, x);
            Steps<TLanes>(ref sum, ref last, quants, 3, x);
            values = Accumulate<TLanes>(values, sum, last, first, second, x, 1, 0);
            quants += TLanes.QuantBytes;
            x += Int8Activations.BlockWords(1);
        }
        return values;
    }

    /// <summary>Eight rows and two tokens of a group of four.</summary>
    [MethodImpl(Hot)]
    public static void MultiplyGroup<TLanes>(byte* quants, byte* scales, int* x, int blocks, float* values) where TLanes : struct, IByteLanes
    {
        int scaleBytes = ScaleBytes<TLanes>();
        byte* scalesAhead = scales + PrefetchBytes * scaleBytes / TLanes.QuantBytes;
        Vector256<float> values0 = default, values1 = default;
        for (int block = 0; block < blocks; block++)
        {
            if (Sse.IsSupported)
            {
                for (int line = 0; line < TLanes.QuantBytes; line += 64) Sse.Prefetch0(quants + PrefetchBytes + line);
                Sse.Prefetch0(scalesAhead);
                scalesAhead += scaleBytes;
            }
            Terms<TLanes>(scales, block, out var first, out var second);
            Vector256<int> sum0 = Start<TLanes>(x, TileTokens, 0), last0 = LastStart<TLanes>(x, TileTokens, 0);
            Vector256<int> sum1 = Start<TLanes>(x, TileTokens, 1), last1 = LastStart<TLanes>(x, TileTokens, 1);
            Steps<TLanes>(ref sum0, ref last0, ref sum1, ref last1, quants, 0, x);
            Steps<TLanes>(ref sum0, ref last0, ref sum1, ref last1, quants, 1, x);
            Steps<TLanes>(ref sum0, ref last0, ref sum1, ref last1, quants, 2, x);
            Steps<TLanes>(ref sum0, ref last0, ref sum1, ref last1, quants, 3, x);
            values0 = Accumulate<TLanes>(values0, sum0, last0, first, second, x, TileTokens, 0);
            values1 = Accumulate<TLanes>(values1, sum1, last1, first, second, x, TileTokens, 1);
            quants += TLanes.QuantBytes;
            x += Int8Activations.BlockWords(TileTokens);
        }
        values0.Store(values);
        values1.Store(values + GroupRows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Steps<TLanes>(ref Vector256<int> sum0, ref Vector256<int> last0, ref Vector256<int> sum1, ref Vector256<int> last1,
        byte* quants, int i, int* x) where TLanes : struct, IByteLanes
    {
        TLanes.Weights(quants, i, out var low, out var high);
        var unsigned = TLanes.Unsigned(low);
        sum0 = TLanes.Add(sum0, low, unsigned, Vector256.Create(x[TileTokens * i]).AsSByte());
        sum1 = TLanes.Add(sum1, low, unsigned, Vector256.Create(x[TileTokens * i + 1]).AsSByte());
        unsigned = TLanes.Unsigned(high);
        if (TLanes.Terms == BlockTerms.TwoScales)
        {
            last0 = TLanes.Add(last0, high, unsigned, Vector256.Create(x[TileTokens * (i + 4)]).AsSByte());
            last1 = TLanes.Add(last1, high, unsigned, Vector256.Create(x[TileTokens * (i + 4) + 1]).AsSByte());
        }
        else
        {
            sum0 = TLanes.Add(sum0, high, unsigned, Vector256.Create(x[TileTokens * (i + 4)]).AsSByte());
            sum1 = TLanes.Add(sum1, high, unsigned, Vector256.Create(x[TileTokens * (i + 4) + 1]).AsSByte());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Accumulate<TLanes>(Vector256<float> values, Vector256<int> sum, Vector256<int> last, Vector256<float> first,
        Vector256<float> second, int* x, int width, int token) where TLanes : struct, IByteLanes
    {
        var tokenScale = Spread(x, Int8Activations.Scale * width + token);
        values = Accumulate<TLanes>(values, sum, first, tokenScale);
        if (TLanes.Terms == BlockTerms.TwoScales) values = Accumulate<TLanes>(values, last, second, tokenScale);
        if (TLanes.Terms == BlockTerms.ScaleAndMinimum) values = Vector256.FusedMultiplyAdd(second, Spread(x, Int8Activations.Sum * width + token), values);
        return values;
    }

    /// <summary>Bytes of the scales of eight rows × 32 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ScaleBytes<TLanes>() where TLanes : struct, IByteLanes =>
        TLanes.ScaleBytes * Int8Activations.BlockValues / TensorLayout.BlockValues(TLanes.Type);

    /// <summary>
    /// 16 rows (a and b) × 4 tokens straight from memory: for tokens so few that a weight is used once. Not for formats with two scales: a tile ends
    /// in the middle of their block, and they would read every weight twice.
    /// </summary>
    [MethodImpl(Hot)]
    public static void MultiplyPacked<TLanes>(byte* quants, nint groupQuants, byte* scales, nint groupScales, int* x, int blocks, float* values, float* terms)
        where TLanes : struct, IByteLanes
    {
        // The next pair of row groups lies behind this one.
        int scaleBytes = ScaleBytes<TLanes>();
        byte* ahead = quants + 2 * groupQuants, scalesAhead = scales + 2 * groupScales;
        for (int block = 0; block < blocks; block++)
        {
            if (Sse.IsSupported)
            {
                for (int line = 0; line < 2 * TLanes.QuantBytes; line += 64) Sse.Prefetch1(ahead + line);
                ahead += 2 * TLanes.QuantBytes;
                Sse.Prefetch1(scalesAhead);
                scalesAhead += 2 * scaleBytes;
            }
            Vector256<int> a0 = Start<TLanes>(x, TileTokens, 0), b0 = a0;
            Vector256<int> a1 = Start<TLanes>(x, TileTokens, 1), b1 = a1;
            Vector256<int> a2 = Start<TLanes>(x, TileTokens, 2), b2 = a2;
            Vector256<int> a3 = Start<TLanes>(x, TileTokens, 3), b3 = a3;
            UnpackTerms<TLanes>(scales, block, terms);
            UnpackTerms<TLanes>(scales + groupScales, block, terms + GroupRows);
            BothSteps<TLanes>(quants, groupQuants, 0, x, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            BothSteps<TLanes>(quants, groupQuants, 1, x, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            BothSteps<TLanes>(quants, groupQuants, 2, x, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            BothSteps<TLanes>(quants, groupQuants, 3, x, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            AccumulateTile<TLanes>(values, a0, b0, terms, x, 0);
            AccumulateTile<TLanes>(values, a1, b1, terms, x, 1);
            AccumulateTile<TLanes>(values, a2, b2, terms, x, 2);
            AccumulateTile<TLanes>(values, a3, b3, terms, x, 3);
            quants += TLanes.QuantBytes;
            x += Int8Activations.BlockWords(TileTokens);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BothSteps<TLanes>(byte* quants, nint groupQuants, int i, int* x,
        ref Vector256<int> a0, ref Vector256<int> a1, ref Vector256<int> a2, ref Vector256<int> a3,
        ref Vector256<int> b0, ref Vector256<int> b1, ref Vector256<int> b2, ref Vector256<int> b3) where TLanes : struct, IByteLanes
    {
        TLanes.Weights(quants, i, out var lowA, out var highA);
        TLanes.Weights(quants + groupQuants, i, out var lowB, out var highB);
        TileStep<TLanes>(lowA, lowB, x + 4 * i, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
        TileStep<TLanes>(highA, highB, x + 4 * (i + 4), ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
    }

    /// <summary>Steps i and i + 4, whose weights come in one read where a byte holds two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Steps<TLanes>(ref Vector256<int> sum, ref Vector256<int> last, byte* quants, int i, int* x) where TLanes : struct, IByteLanes
    {
        TLanes.Weights(quants, i, out var low, out var high);
        sum = TLanes.Add(sum, low, TLanes.Unsigned(low), Vector256.Create(x[i]).AsSByte());
        if (TLanes.Terms == BlockTerms.TwoScales) last = TLanes.Add(last, high, TLanes.Unsigned(high), Vector256.Create(x[i + 4]).AsSByte());
        else sum = TLanes.Add(sum, high, TLanes.Unsigned(high), Vector256.Create(x[i + 4]).AsSByte());
    }

    /// <summary>Where the sum over a block begins, or over its first 16 columns if those have a scale of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Start<TLanes>(int* x, int width, int token) where TLanes : struct, IByteLanes =>
        TLanes.Start(Vector256.Create(x[(TLanes.Terms == BlockTerms.TwoScales ? Int8Activations.FirstStart : Int8Activations.Start) * width + token]));

    /// <summary>Where the sum over the last 16 columns begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> LastStart<TLanes>(int* x, int width, int token) where TLanes : struct, IByteLanes
    {
        if (TLanes.Terms != BlockTerms.TwoScales) return default;
        Vector256<int> all = Vector256.Create(x[Int8Activations.Start * width + token]), first = Vector256.Create(x[Int8Activations.FirstStart * width + token]);
        return TLanes.Start((all.AsInt16() - first.AsInt16()).AsInt32());
    }

    /// <summary>The terms of eight rows; where the weights of a format with minimums are raised, the minimum takes that off again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Terms<TLanes>(byte* scales, int block, out Vector256<float> first, out Vector256<float> second) where TLanes : struct, IByteLanes
    {
        TLanes.Scales(scales, block, out first, out second);
        if (TLanes.Terms == BlockTerms.ScaleAndMinimum && TLanes.Bias != 0)
            second = Vector256.FusedMultiplyAdd(first, Vector256.Create((float)TLanes.Bias), second);
    }

    /// <summary>
    /// Writes every second 32 bytes of the panel and every second 8 of its terms: the other half of the tile's rows lies between. Minimums or
    /// second scales come after the scales of both.
    /// </summary>
    [MethodImpl(Hot)]
    public static void Unpack<TLanes>(byte* quants, byte* scales, int block, int blocks, byte* panel, float* terms) where TLanes : struct, IByteLanes
    {
        for (int end = block + blocks; block < end; block++)
        {
            // Spelled out: where weights have more than four bits, each step shifts by a number of its own.
            UnpackSteps<TLanes>(quants, 0, panel);
            UnpackSteps<TLanes>(quants, 1, panel);
            UnpackSteps<TLanes>(quants, 2, panel);
            UnpackSteps<TLanes>(quants, 3, panel);
            UnpackTerms<TLanes>(scales, block, terms);
            quants += TLanes.QuantBytes;
            panel += PanelBlockBytes;
            terms += PanelTerms<TLanes>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UnpackSteps<TLanes>(byte* quants, int i, byte* panel) where TLanes : struct, IByteLanes
    {
        TLanes.Weights(quants, i, out var low, out var high);
        low.Store(panel + i * 64);
        high.Store(panel + (i + 4) * 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UnpackTerms<TLanes>(byte* scales, int block, float* terms) where TLanes : struct, IByteLanes
    {
        Terms<TLanes>(scales, block, out var first, out var second);
        first.Store(terms);
        if (TLanes.Terms != BlockTerms.OneScale) second.Store(terms + TileRows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PanelTerms<TLanes>() where TLanes : struct, IByteLanes => TLanes.Terms == BlockTerms.OneScale ? TileRows : 2 * TileRows;

    /// <summary>16 rows (a and b) × 4 tokens: eight sums in registers, the 64 values in the first cache.</summary>
    [MethodImpl(Hot)]
    public static void MultiplyPanel<TLanes>(byte* panel, float* terms, int* x, int blocks, float* values, byte* ahead) where TLanes : struct, IByteLanes
    {
        for (; blocks > 0; blocks--)
        {
            if (Sse.IsSupported)
            {
                for (int line = 0; line < TLanes.QuantBytes; line += 64) Sse.Prefetch1(ahead + line);
                ahead += TLanes.QuantBytes;
            }
            Vector256<int> a0 = Start<TLanes>(x, TileTokens, 0), b0 = a0;
            Vector256<int> a1 = Start<TLanes>(x, TileTokens, 1), b1 = a1;
            Vector256<int> a2 = Start<TLanes>(x, TileTokens, 2), b2 = a2;
            Vector256<int> a3 = Start<TLanes>(x, TileTokens, 3), b3 = a3;
            TileStep<TLanes>(Vector256.Load(panel + 0), Vector256.Load(panel + 32), x + 0, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(Vector256.Load(panel + 64), Vector256.Load(panel + 96), x + 4, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(Vector256.Load(panel + 128), Vector256.Load(panel + 160), x + 8, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(Vector256.Load(panel + 192), Vector256.Load(panel + 224), x + 12, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            if (TLanes.Terms == BlockTerms.TwoScales)
            {
                AccumulateTile<TLanes>(values, a0, b0, terms, x, 0);
                AccumulateTile<TLanes>(values, a1, b1, terms, x, 1);
                AccumulateTile<TLanes>(values, a2, b2, terms, x, 2);
                AccumulateTile<TLanes>(values, a3, b3, terms, x, 3);
                a0 = b0 = LastStart<TLanes>(x, TileTokens, 0);
                a1 = b1 = LastStart<TLanes>(x, TileTokens, 1);
                a2 = b2 = LastStart<TLanes>(x, TileTokens, 2);
                a3 = b3 = LastStart<TLanes>(x, TileTokens, 3);
            }
            TileStep<TLanes>(Vector256.Load(panel + 256), Vector256.Load(panel + 288), x + 16, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(Vector256.Load(panel + 320), Vector256.Load(panel + 352), x + 20, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(Vector256.Load(panel + 384), Vector256.Load(panel + 416), x + 24, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(Vector256.Load(panel + 448), Vector256.Load(panel + 480), x + 28, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            float* scales = TLanes.Terms == BlockTerms.TwoScales ? terms + TileRows : terms;
            AccumulateTile<TLanes>(values, a0, b0, scales, x, 0);
            AccumulateTile<TLanes>(values, a1, b1, scales, x, 1);
            AccumulateTile<TLanes>(values, a2, b2, scales, x, 2);
            AccumulateTile<TLanes>(values, a3, b3, scales, x, 3);
            panel += PanelBlockBytes;
            terms += PanelTerms<TLanes>();
            x += Int8Activations.BlockWords(TileTokens);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TileStep<TLanes>(Vector256<byte> a, Vector256<byte> b, int* x,
        ref Vector256<int> a0, ref Vector256<int> a1, ref Vector256<int> a2, ref Vector256<int> a3,
        ref Vector256<int> b0, ref Vector256<int> b1, ref Vector256<int> b2, ref Vector256<int> b3) where TLanes : struct, IByteLanes
    {
        Vector256<byte> ua = TLanes.Unsigned(a), ub = TLanes.Unsigned(b);
        var token = Vector256.Create(x[0]).AsSByte();
        a0 = TLanes.Add(a0, a, ua, token);
        b0 = TLanes.Add(b0, b, ub, token);
        token = Vector256.Create(x[1]).AsSByte();
        a1 = TLanes.Add(a1, a, ua, token);
        b1 = TLanes.Add(b1, b, ub, token);
        token = Vector256.Create(x[2]).AsSByte();
        a2 = TLanes.Add(a2, a, ua, token);
        b2 = TLanes.Add(b2, b, ub, token);
        token = Vector256.Create(x[3]).AsSByte();
        a3 = TLanes.Add(a3, a, ua, token);
        b3 = TLanes.Add(b3, b, ub, token);
    }

    /// <summary>Sums become part of the values; the terms stay in memory, from where they are operands, as no register is left for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AccumulateTile<TLanes>(float* values, Vector256<int> a, Vector256<int> b, float* terms, int* x, int token)
        where TLanes : struct, IByteLanes
    {
        values += token * GroupRows;
        var tokenScale = Spread(x, Int8Activations.Scale * TileTokens + token);
        var valuesA = Accumulate<TLanes>(Vector256.Load(values), a, Vector256.Load(terms), tokenScale);
        var valuesB = Accumulate<TLanes>(Vector256.Load(values + TileValues / 2), b, Vector256.Load(terms + GroupRows), tokenScale);
        if (TLanes.Terms == BlockTerms.ScaleAndMinimum)
        {
            var tokenSum = Spread(x, Int8Activations.Sum * TileTokens + token);
            valuesA = Vector256.FusedMultiplyAdd(tokenSum, Vector256.Load(terms + TileRows), valuesA);
            valuesB = Vector256.FusedMultiplyAdd(tokenSum, Vector256.Load(terms + TileRows + GroupRows), valuesB);
        }
        valuesA.Store(values);
        valuesB.Store(values + TileValues / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Accumulate<TLanes>(Vector256<float> values, Vector256<int> sum, Vector256<float> scales, Vector256<float> tokenScale)
        where TLanes : struct, IByteLanes =>
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(TLanes.Finish(sum)), scales * tokenScale, values);

    /// <summary>A float of the activations in every lane, as one load: handed on as a float it would cost shuffles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Spread(int* x, int word) => Vector256.Create(((float*)x)[word]);
}
