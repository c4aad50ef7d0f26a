using Zhiyan.Kernels.Matrices.Formats;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Blocks of eight rows woven together, so that one 32-bit lane of a vector works for one row and no sum ever crosses lanes; their scales lie in a
/// stream of their own. Where the bits of a row go is told by its <see cref="IBlockFormat"/>.
/// </summary>
internal sealed unsafe class InterleavedWeights
{
    public const int GroupRows = 8;

    private readonly AlignedMemory memory;
    private readonly long groupQuantBytes;
    private readonly long groupScaleBytes;
    private readonly long quantBytes;

    private InterleavedWeights(int rows, int columns, long groupQuantBytes, long groupScaleBytes)
    {
        Rows = rows;
        Blocks = columns / Int8Activations.BlockValues;
        Groups = (rows + GroupRows - 1) / GroupRows;
        this.groupQuantBytes = groupQuantBytes;
        this.groupScaleBytes = groupScaleBytes;
        long groups = Groups + 1L & ~1L;
        quantBytes = groups * groupQuantBytes;
        memory = new AlignedMemory(quantBytes + groups * groupScaleBytes, shared: true);
    }

    public int Rows { get; }

    /// <summary>Groups of eight rows that hold a row; memory holds an even number of them, and rows that fill up the last two are zeros.</summary>
    public int Groups { get; }

    /// <summary>Blocks of 32 columns in a row.</summary>
    public int Blocks { get; }

    public long Bytes => memory.Bytes;

    public byte* Quants(long group) => memory.Pointer + group * groupQuantBytes;

    public byte* Scales(long group) => memory.Pointer + quantBytes + group * groupScaleBytes;

    /// <summary>Packs rows of whole blocks; <see cref="InvalidDataException"/> where a scale is no number.</summary>
    public static InterleavedWeights Pack<TFormat>(int rows, int columns, MappedBytes bytes) where TFormat : struct, IBlockFormat
    {
        long blocks = columns / TensorLayout.BlockValues(TFormat.Type);
        var weights = new InterleavedWeights(rows, columns, columns / Int8Activations.BlockValues * (long)TFormat.QuantBytes, blocks * TFormat.ScaleBytes);
        long fault = long.MaxValue;     // the lowest row with a scale that is no number
        Parallel.For(0, weights.Groups, group =>
        {
            long first = (long)group * GroupRows;
            for (long row = first; row < Math.Min(first + GroupRows, rows); row++)
            {
                if (weights.PackRow<TFormat>(bytes.Pointer, row, blocks)) continue;
                long lowest;
                while (row < (lowest = Interlocked.Read(ref fault)) && Interlocked.CompareExchange(ref fault, row, lowest) != lowest) { }
            }
        });
        bytes.Release();
        if (fault != long.MaxValue)
            throw new InvalidDataException($"row {fault:N0} of a {TFormat.Type} matrix has a scale that is infinite or not a number; the file is damaged.");
        return weights;
    }

    private bool PackRow<TFormat>(byte* source, long row, long blocks) where TFormat : struct, IBlockFormat
    {
        int blockBytes = TensorLayout.BlockBytes(TFormat.Type), parts = TensorLayout.BlockValues(TFormat.Type) / Int8Activations.BlockValues;
        int place = (int)(row % GroupRows);
        source += row * blocks * blockBytes;
        int* quants = (int*)Quants(row / GroupRows) + place;
        byte* scales = Scales(row / GroupRows);
        bool sound = true;
        for (; blocks > 0; blocks--, source += blockBytes, scales += TFormat.ScaleBytes)
        {
            var block = new ReadOnlySpan<byte>(source, blockBytes);
            sound &= TFormat.PackScales(block, scales, place);
            for (int part = 0; part < parts; part++, quants += TFormat.QuantBytes / sizeof(int)) TFormat.PackQuants(block, part, quants);
        }
        return sound;
    }

    /// <summary>The values of a row, each rounded as the definition of its format does.</summary>
    public void Read<TFormat>(int row, Span<float> values) where TFormat : struct, IBlockFormat
    {
        byte* quants = Quants(row / GroupRows), scales = Scales(row / GroupRows);
        int place = row % GroupRows;
        for (int block = 0; block < Blocks; block++, quants += TFormat.QuantBytes)
        {
            TFormat.Scales(scales, block, out var first, out var second);
            var of = values.Slice(block * Int8Activations.BlockValues, Int8Activations.BlockValues);
            for (int i = 0; i < 4; i++)
            {
                TFormat.Weights(quants, i, out var low, out var high);
                for (int j = 0; j < 4; j++)
                {
                    of[4 * i + j] = Value<TFormat>(low[4 * place + j], first[place], second[place]);
                    of[16 + 4 * i + j] = Value<TFormat>(high[4 * place + j], (TFormat.Terms == BlockTerms.TwoScales ? second : first)[place], second[place]);
                }
            }
        }
        GC.KeepAlive(this);
    }

    private static float Value<TFormat>(byte weight, float scale, float minimum) where TFormat : struct, IBlockFormat =>
        TFormat.Terms == BlockTerms.ScaleAndMinimum ? weight * scale + minimum : ((sbyte)weight - TFormat.Bias) * scale;
}
