using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// Immutable weights W [<see cref="Rows"/> × <see cref="Columns"/>] that any number of threads may share. A value of a product depends on its row
/// and its token alone: bit for bit the same whatever the batch, the number of workers and the CPU's instruction set.
/// </summary>
public abstract class Matrix
{
    private protected Matrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Private bytes this matrix holds in memory; what it reads from a mapped file does not count.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether <see cref="Compute"/> reads the activations as bytes (<see cref="Int8Activations"/>) and not as floats.</summary>
    internal abstract bool ReadsBytes { get; }

    /// <summary>
    /// The matrix stored in <paramref name="bytes"/>, row after row. The mapped file must stay open as long as the matrix is used.
    /// <see cref="NotSupportedException"/> for a type that is not built; <see cref="InvalidDataException"/> for weights that are not numbers.
    /// </summary>
    public static Matrix Create(TensorType type, int rows, int columns, MappedBytes bytes, MatrixPrecision precision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Dequantizer.ThrowIfUnsupported(type);
        if (columns % TensorLayout.BlockValues(type) != 0)
            throw new ArgumentException($"{type} holds blocks of {TensorLayout.BlockValues(type)} values; rows of {columns:N0} are not whole blocks.", nameof(columns));
        if (bytes.Length != TensorLayout.Bytes(type, (long)rows * columns))
            throw new ArgumentException($"{bytes.Length:N0} bytes are not {rows:N0} rows of {columns:N0} values of {type}.", nameof(bytes));
        if (precision == MatrixPrecision.Fast && InterleavedMatrix.Supports(type))
            return InterleavedMatrix.Create(type, rows, columns, bytes, InstructionSets.Best);
        return new FloatMatrix(type, rows, columns, bytes);
    }

    /// <summary>
    /// Matrices of the same width as one: a product with it reads the input once and gives the rows of all, one part after the other (q, k and v;
    /// gate and up).
    /// </summary>
    public static Matrix Stack(params Matrix[] parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length, nameof(parts));
        foreach (var part in parts)
            if (part.Columns != parts[0].Columns)
                throw new ArgumentException($"a matrix of {part.Columns:N0} columns cannot stand on one of {parts[0].Columns:N0}.", nameof(parts));
        return parts.Length == 1 ? parts[0] : new StackedMatrix([.. parts]);
    }

    /// <summary>
    /// y[t·Rows + r] = Σₖ W[r, k]·x[t·Columns + k] for every token t. Allocates nothing; <paramref name="scratch"/> serves one product at a time.
    /// </summary>
    public void Multiply(ReadOnlySpan<float> x, Span<float> y, int tokens, WorkerPool pool, MatrixScratch scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, tokens * (long)Columns, nameof(x));
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, tokens * (long)Rows, nameof(y));
        if (tokens > 0) scratch.Product.Run(this, x, y, tokens, pool);
    }

    /// <summary>The values of row <paramref name="row"/>, as many as there are columns.</summary>
    public void Row(int row, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Columns, nameof(values));
        ReadRow(row, values);
    }

    private protected abstract void ReadRow(int row, Span<float> values);

    /// <summary>Pieces a product with <paramref name="tokens"/> tokens falls into; each may go to another worker.</summary>
    internal abstract int Items(int tokens);

    /// <summary>Computes one piece of the running <paramref name="product"/>; row 0 of this matrix is its output row <paramref name="firstRow"/>.</summary>
    internal abstract void Compute(int item, MatrixProduct product, int firstRow, int worker);
}
