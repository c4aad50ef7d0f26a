using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Kernels.Tests.Matrices;

public sealed class MatrixTests
{
    public static TheoryData<TensorType, MatrixPrecision> Kinds()
    {
        var kinds = new TheoryData<TensorType, MatrixPrecision>();
        foreach (var type in Dequantizer.Supported)
        {
            kinds.Add(type, MatrixPrecision.Fast);
            kinds.Add(type, MatrixPrecision.Exact);
        }
        return kinds;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_product_is_the_sum_within_its_rounding(TensorType type, MatrixPrecision precision)
    {
        foreach (var (rows, columns, tokens) in Sizes.Awkward(type))
        {
            using var weights = new RandomWeights(type, rows, columns, seed: rows + columns);
            var x = RandomWeights.Activations(tokens * columns, seed: tokens);
            var matrix = Matrix.Create(type, rows, columns, weights.Bytes, precision);

            var y = Product(matrix, x, tokens, workers: 2);

            for (int t = 0; t < tokens; t++)
                for (int r = 0; r < rows; r++)
                {
                    var (sum, rounding) = Sum(weights.Values.AsSpan(r * columns, columns), x.AsSpan(t * columns, columns), matrix.ReadsBytes);
                    double error = Math.Abs(sum - y[t * rows + r]);
                    Assert.True(error <= rounding, $"{rows} × {columns}, row {r} of token {t} of {tokens}: off by {error}, allowed {rounding}");
                }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_token_alone_gives_the_bits_it_gives_in_any_batch_on_any_number_of_workers(TensorType type, MatrixPrecision precision)
    {
        const int Rows = 40, Most = 133;
        int columns = Columns(type, 896);
        using var weights = new RandomWeights(type, Rows, columns, seed: 1);
        var matrix = Matrix.Create(type, Rows, columns, weights.Bytes, precision);
        var x = RandomWeights.Activations(Most * columns, seed: 2);
        var alone = new float[Most * Rows];
        for (int t = 0; t < Most; t++)
            Product(matrix, x.AsSpan(t * columns, columns), 1, workers: 1).CopyTo(alone, t * Rows);

        foreach (int tokens in (int[])[.. Enumerable.Range(1, 20), 33, 64, 127, 128, 129, 130, Most])
            for (int workers = 1; workers <= 3; workers++)
                AssertSameBits(alone.AsSpan(0, tokens * Rows), Product(matrix, x.AsSpan(0, tokens * columns), tokens, workers));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_row_holds_the_values_the_format_defines(TensorType type, MatrixPrecision precision)
    {
        const int Rows = 17;
        int columns = Columns(type, 96);
        using var weights = new RandomWeights(type, Rows, columns, seed: 3);
        var matrix = Matrix.Create(type, Rows, columns, weights.Bytes, precision);

        for (int r = 0; r < Rows; r++)
        {
            var row = new float[columns];
            matrix.Row(r, row);
            AssertSameBits(weights.Values.AsSpan(r * columns, columns), row);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_product_allocates_nothing_once_warm(TensorType type, MatrixPrecision precision)
    {
        const int Rows = 40, Tokens = 5;
        int columns = Columns(type, 96);
        using var weights = new RandomWeights(type, Rows, columns, seed: 4);
        var matrix = Matrix.Create(type, Rows, columns, weights.Bytes, precision);
        var stack = Matrix.Stack(matrix, matrix);
        using var pool = new WorkerPool(2);
        using var scratch = new MatrixScratch(Tokens, columns, 2);
        float[] x = RandomWeights.Activations(Tokens * columns, seed: 5), y = new float[Tokens * 2 * Rows];

        void Both()
        {
            matrix.Multiply(x, y, 1, pool, scratch);
            stack.Multiply(x, y, Tokens, pool, scratch);
        }

        for (int i = 0; i < 50; i++) Both();
        // Another thread of the process (the test runner, the JIT) may allocate meanwhile; no product may in every one of ten tries.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 10 && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 20; i++) Both();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Rows_need_not_be_whole_vectors_where_the_format_has_no_blocks()
    {
        const int Rows = 5, Columns = 27, Tokens = 3;
        foreach (var type in (TensorType[])[TensorType.F32, TensorType.F16, TensorType.BF16])
        {
            using var weights = new RandomWeights(type, Rows, Columns, seed: 6);
            var x = RandomWeights.Activations(Tokens * Columns, seed: 7);

            var y = Product(Matrix.Create(type, Rows, Columns, weights.Bytes, MatrixPrecision.Exact), x, Tokens, workers: 1);

            for (int t = 0; t < Tokens; t++)
                for (int r = 0; r < Rows; r++) Assert.Equal(Lanes(weights.Values.AsSpan(r * Columns, Columns), x.AsSpan(t * Columns, Columns)), y[t * Rows + r]);
        }
    }

    [Fact]
    public void A_stack_of_any_types_gives_the_rows_of_each_part_in_turn()
    {
        const int Columns = 896, Tokens = 6;
        TensorType[] types = [TensorType.Q4_0, TensorType.Q8_0, TensorType.F16, TensorType.Q4_0];
        int[] rows = [40, 7, 9, 1];
        var weights = types.Select((type, i) => new RandomWeights(type, rows[i], Columns, seed: 8 + i)).ToArray();
        var parts = types.Select((type, i) => Matrix.Create(type, rows[i], Columns, weights[i].Bytes, MatrixPrecision.Fast)).ToArray();
        var x = RandomWeights.Activations(Tokens * Columns, seed: 9);

        var stack = Matrix.Stack(Matrix.Stack(parts[..2]), parts[2], parts[3]);

        Assert.Equal(57, stack.Rows);
        Assert.Equal(parts.Sum(part => part.Bytes), stack.Bytes);
        foreach (int tokens in (int[])[1, Tokens])
        {
            var y = Product(stack, x.AsSpan(0, tokens * Columns), tokens, workers: 2);
            int first = 0;
            foreach (var part in parts)
            {
                var own = Product(part, x.AsSpan(0, tokens * Columns), tokens, workers: 1);
                for (int t = 0; t < tokens; t++) AssertSameBits(own.AsSpan(t * part.Rows, part.Rows), y.AsSpan(t * 57 + first, part.Rows));
                first += part.Rows;
            }
        }
        var row = new float[Columns];
        stack.Row(48, row);
        AssertSameBits(weights[2].Values.AsSpan(Columns, Columns), row);
        foreach (var one in weights) one.Dispose();
    }

    [Fact]
    public void A_type_that_is_not_built_is_refused_with_the_types_that_are()
    {
        using var weights = new RandomWeights(TensorType.F32, 1, 256, seed: 10);

        var refusal = Assert.Throws<NotSupportedException>(() => Matrix.Create(TensorType.IQ1_S, 1, 256, weights.Bytes, MatrixPrecision.Fast));

        Assert.Contains("IQ1_S", refusal.Message);
        Assert.Contains("Q4_0", refusal.Message);
    }

    [Theory]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q5_1)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_K)]
    [InlineData(TensorType.Q6_K)]
    [InlineData(TensorType.IQ4_XS)]
    public void A_scale_or_minimum_that_is_no_number_is_refused(TensorType type)
    {
        int columns = Columns(type, 64);
        foreach (var scale in (Half[])[Half.NaN, Half.PositiveInfinity, Half.NegativeInfinity])
        {
            using var weights = new RandomWeights(type, 9, columns, seed: 11, firstScale: scale);

            var refusal = Assert.Throws<InvalidDataException>(() => Matrix.Create(type, 9, columns, weights.Bytes, MatrixPrecision.Fast));

            Assert.Contains("row 0", refusal.Message);
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_the_callers_mistake()
    {
        using var weights = new RandomWeights(TensorType.Q8_0, 8, 64, seed: 12);
        var matrix = Matrix.Create(TensorType.Q8_0, 8, 64, weights.Bytes, MatrixPrecision.Fast);
        using var pool = new WorkerPool(1);
        using var scratch = new MatrixScratch(1, 64, 1);

        Assert.Throws<ArgumentException>(() => Matrix.Create(TensorType.Q8_0, 8, 48, weights.Bytes, MatrixPrecision.Fast));
        Assert.Throws<ArgumentException>(() => Matrix.Create(TensorType.Q8_0, 9, 64, weights.Bytes, MatrixPrecision.Fast));
        Assert.Throws<ArgumentException>(() => matrix.Multiply(new float[128], new float[16], 2, pool, scratch));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Multiply(new float[64], new float[7], 1, pool, scratch));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(8, new float[64]));
    }

    internal static float[] Product(Matrix matrix, ReadOnlySpan<float> x, int tokens, int workers)
    {
        using var pool = new WorkerPool(workers);
        using var scratch = new MatrixScratch(tokens, matrix.Columns, workers);
        var y = new float[tokens * matrix.Rows + 1];
        y[^1] = 12345;
        matrix.Multiply(x, y, tokens, pool, scratch);
        Assert.Equal(12345, y[^1]);     // nothing is written past the last row
        return y[..^1];
    }

    internal static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.True(MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)));

    /// <summary>At least as many columns as <paramref name="least"/>, in whole blocks.</summary>
    internal static int Columns(TensorType type, int least) => (least + TensorLayout.BlockValues(type) - 1) / TensorLayout.BlockValues(type) * TensorLayout.BlockValues(type);

    /// <summary>The sum in double, and how far float32 may be from it; as a byte an activation is up to half a step of its block off.</summary>
    private static (double Sum, double Rounding) Sum(ReadOnlySpan<float> w, ReadOnlySpan<float> x, bool bytes)
    {
        double sum = 0, size = 0, halfSteps = 0;
        for (int k = 0; k < w.Length; k++)
        {
            double product = (double)w[k] * x[k];
            sum += product;
            size += Math.Abs(product);
            if (bytes) halfSteps += Math.Abs(w[k]) * Math.Abs(TensorPrimitives.MaxMagnitude(x.Slice(k & ~31, 32))) / 254.0;
        }
        return (sum, halfSteps + 1e-6 * size + 1e-12);
    }

    /// <summary>The order of a float32 product, spelled out.</summary>
    private static float Lanes(ReadOnlySpan<float> w, ReadOnlySpan<float> x)
    {
        Span<float> lanes = stackalloc float[8];
        for (int k = 0; k < w.Length; k++) lanes[k % 8] = MathF.FusedMultiplyAdd(w[k], x[k], lanes[k % 8]);
        return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    }
}
