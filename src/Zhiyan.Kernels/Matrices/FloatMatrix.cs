using Zhiyan.Kernels.Matrices.Formats;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices;

/// <summary>
/// A matrix of any type that works, read from its mapped file and multiplied in float32. Stored floats meet a single token as they are read;
/// otherwise rows become floats a few at a time.
/// </summary>
internal sealed unsafe class FloatMatrix(TensorType type, int rows, int columns, MappedBytes bytes) : Matrix(rows, columns)
{
    private const int ItemRows = 16;
    private const int ItemTokens = 64;

    // Activations of this many bytes go with 16 rows of weights into the second cache.
    private const int CachedActivations = 64 << 10;

    private readonly long rowBytes = TensorLayout.Bytes(type, columns);

    public override long Bytes => 0;

    internal override bool ReadsBytes => false;

    public static long ScratchBytes(int columns) => (long)ItemRows * columns * sizeof(float);

    private protected override void ReadRow(int row, Span<float> values)
    {
        Dequantizer.Dequantize(type, new ReadOnlySpan<byte>(bytes.Pointer + row * rowBytes, checked((int)rowBytes)), values);
        bytes.KeepAlive();
    }

    internal override int Items(int tokens) => checked(RowItems * ((tokens + ItemTokens - 1) / ItemTokens));

    private int RowItems => (Rows + ItemRows - 1) / ItemRows;

    internal override void Compute(int item, MatrixProduct product, int firstRow, int worker)
    {
        int row = item % RowItems * ItemRows, rows = Math.Min(ItemRows, Rows - row);
        float* y = product.Y + firstRow + row;
        switch (type)
        {
            case TensorType.F32 when product.Tokens == 1: MultiplyVector<F32Format>(row, rows, product.X, y); break;
            case TensorType.F16 when product.Tokens == 1: MultiplyVector<F16Format>(row, rows, product.X, y); break;
            case TensorType.BF16 when product.Tokens == 1: MultiplyVector<BF16Format>(row, rows, product.X, y); break;
            default: MultiplyBatch(row, rows, item / RowItems * ItemTokens, product, y, (float*)product.Worker(worker)); break;
        }
        bytes.KeepAlive();
    }

    private void MultiplyVector<TFloat>(int row, int rows, float* x, float* y) where TFloat : struct, IFloatFormat =>
        FloatDots.MultiplyVector<TFloat>(bytes.Pointer + row * rowBytes, rows, x, Columns, y);

    private void MultiplyBatch(int row, int rows, int token, MatrixProduct product, float* y, float* scratch)
    {
        float* weights = Floats(row, rows, scratch);
        int end = Math.Min(token + ItemTokens, product.Tokens);
        int step = Math.Clamp(CachedActivations / (Columns * sizeof(float)) & ~1, 2, ItemTokens);
        for (; token < end; token += step)
        {
            float* x = product.X + (long)token * Columns;
            FloatDots.Multiply(weights, rows, x, Math.Min(step, end - token), Columns, y + (long)token * product.OutputRows, product.OutputRows);
        }
    }

    private float* Floats(int row, int rows, float* scratch)
    {
        byte* source = bytes.Pointer + row * rowBytes;
        if (type == TensorType.F32 && (nint)source % sizeof(float) == 0) return (float*)source;
        for (int r = 0; r < rows; r++)
            Dequantizer.Dequantize(type, new ReadOnlySpan<byte>(source + r * rowBytes, checked((int)rowBytes)), new Span<float>(scratch + (long)r * Columns, Columns));
        return scratch;
    }
}
