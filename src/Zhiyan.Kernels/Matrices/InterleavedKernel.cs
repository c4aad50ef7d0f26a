using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zhiyan.Kernels.Matrices.Formats;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Products of <see cref="InterleavedWeights"/> with bytes, written once for every format and CPU. A value is built block after block, the same
/// for one token and for many: value = fma(float(Σ weight·activation), weight scale · activation scale, value); a format with two scales does that
/// for the first 16 columns and then for the last; one with minimums adds value = fma(minimum, activation scale · Σ activation, value).
/// </summary>
internal static unsafe class InterleavedKernel
{
    private const int GroupRows = InterleavedWeights.GroupRows;

    // A batch is worked off in tiles of 16 rows × 4 tokens over a panel of 16 rows × 32 blocks, unpacked to bytes once for up to 128 tokens.
    private const int TileRows = 2 * GroupRows;
    private const int TileTokens = MatrixProduct.TokenGroup;
    private const int TileValues = TileRows * TileTokens;
    private const int PanelBlocks = 32;
    private const int PanelBlockBytes = TileRows * Int8Activations.BlockValues;
    private const int BatchTokens = 128;

    // A hot loop is compiled at once with everything in it inlined; itself inlined, it would use up its caller's budget for that.
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    // Memory is read this far ahead of its use; left to the hardware alone, one thread decodes a quarter slower (AMD Zen 3).
    private const int PrefetchBytes = 2048;

    /// <summary>A worker's panel, its terms and the values of its tiles.</summary>
    public const int ScratchBytes = PanelBlocks * (PanelBlockBytes + 2 * TileRows * sizeof(float)) + BatchTokens * TileRows * sizeof(float);

    public static int VectorItems(InterleavedWeights weights) => Ceiling(weights.Groups, VectorGroups(weights));

    public static int BatchItems(InterleavedWeights weights, int tokens) => checked(Ceiling(weights.Groups, 2) * Ceiling(tokens, BatchTokens));

    /// <summary>Row groups of an item of a single token: few enough to share evenly, enough to be worth taking.</summary>
    private static int VectorGroups(InterleavedWeights weights) => Math.Clamp(weights.Groups / 16, 4, 32);

    private static int Ceiling(int count, int size) => (count + size - 1) / size;

    public static void MultiplyVector<TLanes>(InterleavedWeights weights, int item, MatrixProduct product, int firstRow, int worker)
        where TLanes : struct, IByteLanes
    {
        int from = item * VectorGroups(weights), to = Math.Min(from + VectorGroups(weights), weights.Groups);
        int* x = product.Vector(worker);
        float* y = product.Y + firstRow;
        for (int group = from; group < to; group++)
        {
            var values = MultiplyGroup<TLanes>(weights.Quants(group), weights.Scales(group), x, weights.Blocks);
            Store(values, y + group * GroupRows, weights.Rows - group * GroupRows);
        }
        GC.KeepAlive(weights);
    }

    public static void MultiplyBatch<TLanes>(InterleavedWeights weights, int item, MatrixProduct product, int firstRow, int worker)
        where TLanes : struct, IByteLanes
    {
        // Neighbouring items share their tokens, which stay in the cache, and not their rows.
        int pairs = Ceiling(weights.Groups, 2), pair = item % pairs;
        int firstToken = item / pairs * BatchTokens, tokens = Math.Min(BatchTokens, product.Tokens - firstToken);
        int tiles = Ceiling(tokens, TileTokens), blockWords = Int8Activations.BlockWords(TileTokens);
        byte* panel = product.Worker(worker);
        float* terms = (float*)(panel + PanelBlocks * PanelBlockBytes);
        float* values = terms + PanelBlocks * 2 * TileRows;
        new Span<float>(values, tiles * TileValues).Clear();
        for (int block = 0; block < weights.Blocks; block += PanelBlocks)
        {
            int blocks = Math.Min(PanelBlocks, weights.Blocks - block);
            for (int half = 0; half < 2; half++)
                Unpack<TLanes>(weights.Quants(2 * pair + half) + (long)block * TLanes.QuantBytes, weights.Scales(2 * pair + half), block,
                    blocks, panel + half * 32, terms + half * GroupRows);
            int* x = product.Batch + ((long)firstToken / TileTokens * weights.Blocks + block) * blockWords;
            for (int tile = 0; tile < tiles; tile++, x += (long)weights.Blocks * blockWords)
                MultiplyTile<TLanes>(panel, terms, x, blocks, values + tile * TileValues);
        }
        int firstOfPair = pair * TileRows, rows = weights.Rows - firstOfPair;
        float* y = product.Y + (long)firstToken * product.OutputRows + firstRow + firstOfPair;
        for (int token = 0; token < tokens; token++, y += product.OutputRows)
        {
            float* tile = values + token / TileTokens * TileValues + token % TileTokens * GroupRows;
            Store(Vector256.Load(tile), y, rows);
            Store(Vector256.Load(tile + TileValues / 2), y + GroupRows, rows - GroupRows);
        }
        GC.KeepAlive(weights);
    }

    /// <summary>Eight rows and one token.</summary>
    [MethodImpl(Hot)]
    private static Vector256<float> MultiplyGroup<TLanes>(byte* quants, byte* scales, int* x, int blocks) where TLanes : struct, IByteLanes
    {
        var values = Vector256<float>.Zero;
        int scaleBytes = TLanes.ScaleBytes * Int8Activations.BlockValues / TensorLayout.BlockValues(TLanes.Type);
        for (int block = 0; block < blocks; block++)
        {
            if (Sse.IsSupported)
            {
                for (int line = 0; line < TLanes.QuantBytes; line += 64) Sse.Prefetch0(quants + PrefetchBytes + line);
                Sse.Prefetch0(scales + block * scaleBytes + PrefetchBytes * scaleBytes / TLanes.QuantBytes);
            }
            Terms<TLanes>(scales, block, out var first, out var second);
            Vector256<int> sum = Start<TLanes>(x, 1, 0), last = LastStart<TLanes>(x, 1, 0);
            Steps<TLanes>(ref sum, ref last, quants, 0, x);
            Steps<TLanes>(ref sum, ref last, quants, 1, x);
            Steps<TLanes>(ref sum, ref last, quants, 2, x);
            Steps<TLanes>(ref sum, ref last, quants, 3, x);
            var tokenScale = Spread(x, Int8Activations.Scale);
            values = Accumulate<TLanes>(values, sum, first, tokenScale);
            if (TLanes.Terms == BlockTerms.TwoScales) values = Accumulate<TLanes>(values, last, second, tokenScale);
            if (TLanes.Terms == BlockTerms.ScaleAndMinimum) values = Vector256.FusedMultiplyAdd(second, Spread(x, Int8Activations.Sum), values);
            quants += TLanes.QuantBytes;
            x += Int8Activations.BlockWords(1);
        }
        return values;
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
    private static void Unpack<TLanes>(byte* quants, byte* scales, int block, int blocks, byte* panel, float* terms) where TLanes : struct, IByteLanes
    {
        for (int end = block + blocks; block < end; block++)
        {
            // Spelled out: where weights have more than four bits, each step shifts by a number of its own.
            UnpackSteps<TLanes>(quants, 0, panel);
            UnpackSteps<TLanes>(quants, 1, panel);
            UnpackSteps<TLanes>(quants, 2, panel);
            UnpackSteps<TLanes>(quants, 3, panel);
            Terms<TLanes>(scales, block, out var first, out var second);
            first.Store(terms);
            if (TLanes.Terms != BlockTerms.OneScale) second.Store(terms + TileRows);
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
    private static int PanelTerms<TLanes>() where TLanes : struct, IByteLanes => TLanes.Terms == BlockTerms.OneScale ? TileRows : 2 * TileRows;

    /// <summary>16 rows (a and b) × 4 tokens: eight sums in registers, the 64 values in the first cache.</summary>
    [MethodImpl(Hot)]
    private static void MultiplyTile<TLanes>(byte* panel, float* terms, int* x, int blocks, float* values) where TLanes : struct, IByteLanes
    {
        for (; blocks > 0; blocks--)
        {
            Vector256<int> a0 = Start<TLanes>(x, TileTokens, 0), b0 = a0;
            Vector256<int> a1 = Start<TLanes>(x, TileTokens, 1), b1 = a1;
            Vector256<int> a2 = Start<TLanes>(x, TileTokens, 2), b2 = a2;
            Vector256<int> a3 = Start<TLanes>(x, TileTokens, 3), b3 = a3;
            TileStep<TLanes>(panel, x, 0, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 1, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 2, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
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
            TileStep<TLanes>(panel, x, 4, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 5, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 6, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 7, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
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
    private static void TileStep<TLanes>(byte* panel, int* x, int step,
        ref Vector256<int> a0, ref Vector256<int> a1, ref Vector256<int> a2, ref Vector256<int> a3,
        ref Vector256<int> b0, ref Vector256<int> b1, ref Vector256<int> b2, ref Vector256<int> b3) where TLanes : struct, IByteLanes
    {
        Vector256<byte> a = Vector256.Load(panel + 64 * step), b = Vector256.Load(panel + 64 * step + 32);
        Vector256<byte> ua = TLanes.Unsigned(a), ub = TLanes.Unsigned(b);
        var token = Vector256.Create(x[4 * step]).AsSByte();
        a0 = TLanes.Add(a0, a, ua, token);
        b0 = TLanes.Add(b0, b, ub, token);
        token = Vector256.Create(x[4 * step + 1]).AsSByte();
        a1 = TLanes.Add(a1, a, ua, token);
        b1 = TLanes.Add(b1, b, ub, token);
        token = Vector256.Create(x[4 * step + 2]).AsSByte();
        a2 = TLanes.Add(a2, a, ua, token);
        b2 = TLanes.Add(b2, b, ub, token);
        token = Vector256.Create(x[4 * step + 3]).AsSByte();
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

    private static void Store(Vector256<float> values, float* y, int rows)
    {
        if (rows >= GroupRows) values.Store(y);
        else
            for (int row = 0; row < rows; row++) y[row] = values[row];
    }
}
