using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zhiyan.Kernels.Quantization;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Products of <see cref="InterleavedWeights"/> with bytes, written once for every format and CPU. A value is built block after block:
/// value = fma(float(Σ weight·activation), weight scale · activation scale, value), the same for one token and for many.
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

    /// <summary>A worker's panel, its scales and the values of its tiles.</summary>
    public const int ScratchBytes = PanelBlocks * (PanelBlockBytes + TileRows * sizeof(float)) + BatchTokens * TileRows * sizeof(float);

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
        float* scales = (float*)(panel + PanelBlocks * PanelBlockBytes);
        float* values = scales + PanelBlocks * TileRows;
        new Span<float>(values, tiles * TileValues).Clear();
        for (int block = 0; block < weights.Blocks; block += PanelBlocks)
        {
            int blocks = Math.Min(PanelBlocks, weights.Blocks - block);
            for (int half = 0; half < 2; half++)
                Unpack<TLanes>(weights.Quants(2 * pair + half) + (long)block * TLanes.BlockBytes, weights.Scales(2 * pair + half) + block * GroupRows,
                    blocks, panel + half * 32, scales + half * GroupRows);
            int* x = product.Batch + ((long)firstToken / TileTokens * weights.Blocks + block) * blockWords;
            for (int tile = 0; tile < tiles; tile++, x += (long)weights.Blocks * blockWords)
                MultiplyTile<TLanes>(panel, scales, x, blocks, values + tile * TileValues);
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
    private static Vector256<float> MultiplyGroup<TLanes>(byte* quants, ushort* scales, int* x, int blocks) where TLanes : struct, IByteLanes
    {
        var values = Vector256<float>.Zero;
        for (; blocks > 0; blocks--)
        {
            if (Sse.IsSupported)
            {
                for (int line = 0; line < TLanes.BlockBytes; line += 64) Sse.Prefetch0(quants + PrefetchBytes + line);
                Sse.Prefetch0((byte*)scales + PrefetchBytes * GroupRows * sizeof(ushort) / TLanes.BlockBytes);
            }
            var sum = TLanes.Start(Vector256.Create(x[8]));
            sum = Steps<TLanes>(sum, quants, 0, x);
            sum = Steps<TLanes>(sum, quants, 1, x);
            sum = Steps<TLanes>(sum, quants, 2, x);
            sum = Steps<TLanes>(sum, quants, 3, x);
            values = Accumulate<TLanes>(values, sum, Floats(scales), ((float*)x)[9]);
            quants += TLanes.BlockBytes;
            scales += GroupRows;
            x += Int8Activations.BlockWords(1);
        }
        return values;
    }

    /// <summary>Steps i and i + 4, whose weights come in one read where a byte holds two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Steps<TLanes>(Vector256<int> sum, byte* quants, int i, int* x) where TLanes : struct, IByteLanes
    {
        TLanes.Weights(quants, i, out var low, out var high);
        sum = TLanes.Add(sum, low, TLanes.Unsigned(low), Vector256.Create(x[i]).AsSByte());
        return TLanes.Add(sum, high, TLanes.Unsigned(high), Vector256.Create(x[i + 4]).AsSByte());
    }

    /// <summary>Writes every second 32 bytes of the panel and every second 8 of its scales: the other half of the tile's rows lies between.</summary>
    [MethodImpl(Hot)]
    private static void Unpack<TLanes>(byte* quants, ushort* scales, int blocks, byte* panel, float* panelScales) where TLanes : struct, IByteLanes
    {
        for (; blocks > 0; blocks--)
        {
            for (int i = 0; i < 4; i++)
            {
                TLanes.Weights(quants, i, out var low, out var high);
                low.Store(panel + i * 64);
                high.Store(panel + (i + 4) * 64);
            }
            Floats(scales).Store(panelScales);
            quants += TLanes.BlockBytes;
            scales += GroupRows;
            panel += PanelBlockBytes;
            panelScales += TileRows;
        }
    }

    /// <summary>16 rows (a and b) × 4 tokens: eight sums in registers, the 64 values in the first cache.</summary>
    [MethodImpl(Hot)]
    private static void MultiplyTile<TLanes>(byte* panel, float* scales, int* x, int blocks, float* values) where TLanes : struct, IByteLanes
    {
        for (; blocks > 0; blocks--)
        {
            Vector256<int> a0 = TLanes.Start(Vector256.Create(x[32])), b0 = a0;
            Vector256<int> a1 = TLanes.Start(Vector256.Create(x[33])), b1 = a1;
            Vector256<int> a2 = TLanes.Start(Vector256.Create(x[34])), b2 = a2;
            Vector256<int> a3 = TLanes.Start(Vector256.Create(x[35])), b3 = a3;
            TileStep<TLanes>(panel, x, 0, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 1, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 2, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 4, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 5, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 6, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TileStep<TLanes>(panel, x, 7, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            Vector256<float> scaleA = Vector256.Load(scales), scaleB = Vector256.Load(scales + GroupRows);
            float* tokenScales = (float*)x + 36;
            AccumulateTile<TLanes>(values, a0, b0, scaleA, scaleB, tokenScales[0]);
            AccumulateTile<TLanes>(values + 8, a1, b1, scaleA, scaleB, tokenScales[1]);
            AccumulateTile<TLanes>(values + 16, a2, b2, scaleA, scaleB, tokenScales[2]);
            AccumulateTile<TLanes>(values + 24, a3, b3, scaleA, scaleB, tokenScales[3]);
            panel += PanelBlockBytes;
            scales += TileRows;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AccumulateTile<TLanes>(float* values, Vector256<int> a, Vector256<int> b, Vector256<float> scaleA, Vector256<float> scaleB,
        float tokenScale) where TLanes : struct, IByteLanes
    {
        Accumulate<TLanes>(Vector256.Load(values), a, scaleA, tokenScale).Store(values);
        Accumulate<TLanes>(Vector256.Load(values + TileValues / 2), b, scaleB, tokenScale).Store(values + TileValues / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Accumulate<TLanes>(Vector256<float> values, Vector256<int> sum, Vector256<float> scales, float tokenScale)
        where TLanes : struct, IByteLanes =>
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(TLanes.Finish(sum)), scales * Vector256.Create(tokenScale), values);

    /// <summary>
    /// Eight finite half floats: sign and the other bits shifted to their places in a float, whose exponent is then 112 too small, also for
    /// subnormals. (.NET has no class for vcvtph2ps; infinities and NaNs are refused when a matrix is packed.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Floats(ushort* halves)
    {
        var wide = Vector256.WidenLower(Vector128.Load((short*)halves).ToVector256Unsafe());
        return ((wide << 13) & Vector256.Create(unchecked((int)0x8FFFE000))).AsSingle() * Vector256.Create(0x77800000).AsSingle();
    }

    private static void Store(Vector256<float> values, float* y, int rows)
    {
        if (rows >= GroupRows) values.Store(y);
        else
            for (int row = 0; row < rows; row++) y[row] = values[row];
    }
}
