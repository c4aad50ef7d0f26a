using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Matrices.Formats;
using Zhiyan.Kernels.Quantization;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Products of <see cref="InterleavedWeights"/> with bytes, cut into items that workers take: some rows × up to 128 tokens. Up to four tokens meet the
/// weights as they lie in memory; more share a panel of unpacked weights.
/// </summary>
internal static unsafe class InterleavedKernel
{
    private const int GroupRows = InterleavedWeights.GroupRows;
    private const int TileRows = InterleavedTiles.TileRows;
    private const int TileTokens = InterleavedTiles.TileTokens;
    private const int TileValues = InterleavedTiles.TileValues;

    // A batch is worked off in tiles over a panel of 16 rows × 32 blocks, unpacked to bytes once for up to 128 tokens.
    private const int PanelBlocks = 32;
    private const int BatchTokens = 128;

    // Up to here an item is several pairs of row groups, so that the next pair is read from memory while one is computed.
    private const int FewTokens = 16;

    /// <summary>A worker's panel, its terms and the values of its tiles.</summary>
    public const int ScratchBytes = PanelBlocks * (InterleavedTiles.PanelBlockBytes + 2 * TileRows * sizeof(float)) + BatchTokens * TileRows * sizeof(float);

    /// <summary>Pieces of a product, each for one worker.</summary>
    public static int Items(InterleavedWeights weights, int tokens) => checked(RowItems(weights, tokens) * Ceiling(tokens, BatchTokens));

    private static int RowItems(InterleavedWeights weights, int tokens) => Ceiling(Pairs(weights), ItemPairs(weights, tokens));

    private static int Pairs(InterleavedWeights weights) => Ceiling(weights.Groups, 2);

    /// <summary>Pairs of row groups in an item: few enough to share evenly, enough to be worth taking.</summary>
    private static int ItemPairs(InterleavedWeights weights, int tokens) => tokens > FewTokens ? 1 : Math.Clamp(Pairs(weights) / 16, 2, 16);

    private static int Ceiling(int count, int size) => (count + size - 1) / size;

    public static void Multiply<TLanes>(InterleavedWeights weights, int item, MatrixProduct product, int firstRow, int worker)
        where TLanes : struct, IByteLanes
    {
        // Neighbouring items share their tokens, which stay in the cache, and not their rows.
        int rowItems = RowItems(weights, product.Tokens), pairs = ItemPairs(weights, product.Tokens);
        int firstPair = item % rowItems * pairs, endPair = Math.Min(firstPair + pairs, Pairs(weights));
        int firstToken = item / rowItems * BatchTokens;
        for (int pair = firstPair; pair < endPair; pair++)
        {
            float* y = product.Y + (long)firstToken * product.OutputRows + firstRow + pair * TileRows;
            if (product.Tokens <= 2) MultiplyGroups<TLanes>(weights, pair, product, y, worker);
            else if (product.Tokens <= TileTokens && TLanes.Terms != BlockTerms.TwoScales) MultiplyPair<TLanes>(weights, pair, product, y, worker);
            else MultiplyBatch<TLanes>(weights, pair, product, firstToken, y, worker);
        }
        GC.KeepAlive(weights);
    }

    /// <summary>One or two tokens, group after group, so that memory is read in its order.</summary>
    private static void MultiplyGroups<TLanes>(InterleavedWeights weights, int pair, MatrixProduct product, float* y, int worker)
        where TLanes : struct, IByteLanes
    {
        for (int group = 2 * pair; group < Math.Min(2 * pair + 2, weights.Groups); group++, y += GroupRows)
        {
            int rows = weights.Rows - group * GroupRows;
            if (product.Tokens == 1)
            {
                Store(InterleavedTiles.MultiplyGroup<TLanes>(weights.Quants(group), weights.Scales(group), product.Vector(worker), weights.Blocks), y, rows);
                continue;
            }
            float* values = (float*)product.Worker(worker);
            InterleavedTiles.MultiplyGroup<TLanes>(weights.Quants(group), weights.Scales(group), product.Batch, weights.Blocks, values);
            Store(Vector256.Load(values), y, rows);
            Store(Vector256.Load(values + GroupRows), y + product.OutputRows, rows);
        }
    }

    /// <summary>Up to four tokens.</summary>
    private static void MultiplyPair<TLanes>(InterleavedWeights weights, int pair, MatrixProduct product, float* y, int worker)
        where TLanes : struct, IByteLanes
    {
        float* values = (float*)product.Worker(worker);
        new Span<float>(values, TileValues).Clear();
        byte* quants = weights.Quants(2 * pair), scales = weights.Scales(2 * pair);
        nint groupQuants = (nint)(weights.Quants(2 * pair + 1) - quants), groupScales = (nint)(weights.Scales(2 * pair + 1) - scales);
        InterleavedTiles.MultiplyPacked<TLanes>(quants, groupQuants, scales, groupScales, product.Batch, weights.Blocks, values, values + TileValues);
        StoreTile(values, y, product, product.Tokens, weights.Rows - pair * TileRows);
    }

    private static void MultiplyBatch<TLanes>(InterleavedWeights weights, int pair, MatrixProduct product, int firstToken, float* y, int worker)
        where TLanes : struct, IByteLanes
    {
        int tokens = Math.Min(BatchTokens, product.Tokens - firstToken), tiles = Ceiling(tokens, TileTokens);
        int blockWords = Int8Activations.BlockWords(TileTokens);
        byte* panel = product.Worker(worker);
        float* terms = (float*)(panel + PanelBlocks * InterleavedTiles.PanelBlockBytes);
        float* values = terms + PanelBlocks * 2 * TileRows;
        new Span<float>(values, tiles * TileValues).Clear();
        for (int block = 0; block < weights.Blocks; block += PanelBlocks)
        {
            int blocks = Math.Min(PanelBlocks, weights.Blocks - block);
            for (int half = 0; half < 2; half++)
                InterleavedTiles.Unpack<TLanes>(weights.Quants(2 * pair + half) + (long)block * TLanes.QuantBytes, weights.Scales(2 * pair + half), block,
                    blocks, panel + half * 32, terms + half * GroupRows);
            int* x = product.Batch + ((long)firstToken / TileTokens * weights.Blocks + block) * blockWords;
            for (int tile = 0; tile < tiles; tile++, x += (long)weights.Blocks * blockWords)
            {
                // Every second tile reads ahead in the same group: the blocks of the next panel, or of the next pair after the last.
                int group = 2 * pair + tile % 2;
                byte* ahead = block + blocks < weights.Blocks ? weights.Quants(group) + (long)(block + blocks) * TLanes.QuantBytes : weights.Quants(group + 2);
                InterleavedTiles.MultiplyPanel<TLanes>(panel, terms, x, blocks, values + tile * TileValues, ahead);
            }
        }
        for (int token = 0; token < tokens; token += TileTokens, y += TileTokens * (long)product.OutputRows)
            StoreTile(values + token * TileRows, y, product, Math.Min(TileTokens, tokens - token), weights.Rows - pair * TileRows);
    }

    private static void StoreTile(float* values, float* y, MatrixProduct product, int tokens, int rows)
    {
        for (; tokens > 0; tokens--, y += product.OutputRows, values += GroupRows)
        {
            Store(Vector256.Load(values), y, rows);
            Store(Vector256.Load(values + TileValues / 2), y + GroupRows, rows - GroupRows);
        }
    }

    private static void Store(Vector256<float> values, float* y, int rows)
    {
        if (rows >= GroupRows) values.Store(y);
        else
            for (int row = 0; row < rows; row++) y[row] = values[row];
    }
}
