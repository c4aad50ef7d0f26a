using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Blocks of eight rows woven together, so that one 32-bit lane of a vector works for one row and no sum ever crosses lanes. Of row group g and
/// block b, word 8i + r of the quants is word i of the block of row 8g + r; half r of the scales is that block's scale.
/// </summary>
internal sealed unsafe class InterleavedWeights
{
    public const int GroupRows = 8;
    private const int ScaleBytes = 2;
    private const int InfinityBits = 0x7C00;

    private readonly TensorType type;
    private readonly int words;
    private readonly AlignedMemory memory;
    private readonly long quantBytes;

    /// <summary>Packs whole blocks of 32 values that begin with a half-float scale. Rows that fill up the last two groups are zeros.</summary>
    public InterleavedWeights(TensorType type, int rows, int columns, MappedBytes bytes)
    {
        this.type = type;
        Rows = rows;
        Blocks = columns / TensorLayout.BlockValues(type);
        words = (TensorLayout.BlockBytes(type) - ScaleBytes) / sizeof(int);
        Groups = (rows + GroupRows - 1) / GroupRows;
        long blocks = (Groups + 1L & ~1L) * Blocks;
        quantBytes = blocks * BlockBytes;
        memory = new AlignedMemory(quantBytes + blocks * GroupRows * ScaleBytes);
        Pack(bytes);
    }

    public int Rows { get; }

    /// <summary>Groups of eight rows that hold a row; memory holds an even number of them.</summary>
    public int Groups { get; }

    /// <summary>Blocks of a row.</summary>
    public int Blocks { get; }

    public long Bytes => memory.Bytes;

    /// <summary>Bytes of the quants of one block of eight rows.</summary>
    private int BlockBytes => words * GroupRows * sizeof(int);

    public byte* Quants(long group) => memory.Pointer + group * Blocks * BlockBytes;

    public ushort* Scales(long group) => (ushort*)(memory.Pointer + quantBytes) + group * Blocks * GroupRows;

    /// <summary>Takes a row apart into the blocks it came from, and those into values.</summary>
    public void Read(int row, Span<float> values)
    {
        Span<byte> block = stackalloc byte[TensorLayout.BlockBytes(type)];
        int* quants = (int*)Quants(row / GroupRows) + row % GroupRows;
        ushort* scales = Scales(row / GroupRows) + row % GroupRows;
        int width = values.Length / Blocks;
        for (int b = 0; b < Blocks; b++, quants += BlockBytes / sizeof(int), scales += GroupRows)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(block, *scales);
            for (int word = 0; word < words; word++)
                BinaryPrimitives.WriteInt32LittleEndian(block[(ScaleBytes + word * sizeof(int))..], quants[word * GroupRows]);
            Dequantizer.Dequantize(type, block, values.Slice(b * width, width));
        }
        GC.KeepAlive(this);
    }

    private void Pack(MappedBytes bytes)
    {
        long fault = long.MaxValue;     // the lowest row with a scale that is no number
        Parallel.For(0, Groups, group =>
        {
            long first = (long)group * GroupRows;
            for (long row = first; row < Math.Min(first + GroupRows, Rows); row++)
            {
                if (PackRow(bytes.Pointer, row)) continue;
                long lowest;
                while (row < (lowest = Interlocked.Read(ref fault)) && Interlocked.CompareExchange(ref fault, row, lowest) != lowest) { }
            }
        });
        bytes.Release();
        if (fault != long.MaxValue)
            throw new InvalidDataException($"row {fault:N0} of a {type} matrix has a scale that is infinite or not a number; the file is damaged.");
    }

    private bool PackRow(byte* source, long row)
    {
        int blockBytes = TensorLayout.BlockBytes(type), step = BlockBytes / sizeof(int);
        source += row * Blocks * blockBytes;
        int* quants = (int*)Quants(row / GroupRows) + row % GroupRows;
        ushort* scales = Scales(row / GroupRows) + row % GroupRows;
        bool sound = true;
        for (int b = 0; b < Blocks; b++, source += blockBytes, quants += step, scales += GroupRows)
        {
            *scales = Unsafe.ReadUnaligned<ushort>(source);
            sound &= (*scales & InfinityBits) != InfinityBits;
            for (int word = 0; word < words; word++)
                quants[word * GroupRows] = Unsafe.ReadUnaligned<int>(source + ScaleBytes + word * sizeof(int));
        }
        return sound;
    }
}
