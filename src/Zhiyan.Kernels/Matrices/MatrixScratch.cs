using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Quantization;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Working memory of matrix products, owned by one session and sized once: products of up to <see cref="Tokens"/> tokens with matrices of up to
/// <see cref="Columns"/> columns on pools of up to <see cref="Workers"/> workers. One product at a time.
/// </summary>
public sealed unsafe class MatrixScratch : IDisposable
{
    private readonly AlignedMemory memory;
    private readonly long batchBytes;
    private readonly long vectorBytes;
    private readonly long workerBytes;

    public MatrixScratch(int tokens, int columns, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Tokens = tokens;
        Columns = columns;
        Workers = workers;
        long blocks = (columns + Int8Activations.BlockValues - 1) / Int8Activations.BlockValues;
        long groups = (tokens + MatrixProduct.TokenGroup - 1) / MatrixProduct.TokenGroup;
        batchBytes = Aligned(groups * blocks * Int8Activations.BlockWords(MatrixProduct.TokenGroup) * sizeof(int));
        vectorBytes = Aligned(blocks * Int8Activations.BlockWords(1) * sizeof(int));
        workerBytes = vectorBytes + Aligned(Math.Max(InterleavedKernel.ScratchBytes, FloatMatrix.ScratchBytes(columns)));
        memory = new AlignedMemory(batchBytes + workers * workerBytes);
        Product = new MatrixProduct(this);
    }

    public int Tokens { get; }

    public int Columns { get; }

    public int Workers { get; }

    public long Bytes => memory.Bytes;

    internal MatrixProduct Product { get; }

    /// <summary>The quantised activations of a batch, in groups of <see cref="MatrixProduct.TokenGroup"/> tokens.</summary>
    internal int* Batch => (int*)memory.Pointer;

    /// <summary>The quantised activations of a single token; every worker makes its own, which saves a meeting of all.</summary>
    internal int* Vector(int worker) => (int*)(memory.Pointer + batchBytes + worker * workerBytes);

    internal byte* Worker(int worker) => memory.Pointer + batchBytes + worker * workerBytes + vectorBytes;

    public void Dispose() => memory.Dispose();

    private static long Aligned(long bytes) => (bytes + 63) & ~63L;
}
