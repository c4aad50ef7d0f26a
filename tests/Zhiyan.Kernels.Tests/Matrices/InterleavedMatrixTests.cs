using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Tensors;
using Zhiyan.Kernels.Tests.Quantization;

namespace Zhiyan.Kernels.Tests.Matrices;

public sealed class InterleavedMatrixTests
{
    public static TheoryData<TensorType, string> Kernels()
    {
        var kernels = new TheoryData<TensorType, string>();
        foreach (var type in Enum.GetValues<TensorType>().Where(InterleavedMatrix.Supports))
            foreach (var set in Enum.GetNames<InstructionSet>()) kernels.Add(type, set);
        return kernels;
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Agrees_bit_for_bit_with_its_definition_at_every_awkward_size(TensorType type, string instructionSet)
    {
        var set = Enum.Parse<InstructionSet>(instructionSet);
        if (!InstructionSets.IsSupported(set)) Assert.Skip($"this CPU has no {set}");
        foreach (var (rows, columns, tokens) in Sizes.Awkward(type))
        {
            using var weights = new RandomWeights(type, rows, columns, seed: rows * columns);
            var x = RandomWeights.Activations(tokens * columns, seed: tokens);

            var y = MatrixTests.Product(InterleavedMatrix.Create(type, rows, columns, weights.Bytes, set), x, tokens, workers: 2);

            MatrixTests.AssertSameBits(Definition(type, weights.Raw, rows, columns, x, tokens), y);
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Holds_the_extremes_of_weights_and_activations(TensorType type, string instructionSet)
    {
        var set = Enum.Parse<InstructionSet>(instructionSet);
        if (!InstructionSets.IsSupported(set)) Assert.Skip($"this CPU has no {set}");
        const int Rows = 8;
        int columns = MatrixTests.Columns(type, 64);
        foreach (byte quants in (byte[])[0x00, 0xFF, 0x80, 0x7F, 0x0F, 0xF0])
            foreach (int pattern in (int[])[0, 1, 2])
            {
                using var weights = new RandomWeights(type, Rows, columns, seed: 1, quants: quants);
                var x = new float[4 * columns];
                for (int i = 0; i < x.Length; i++) x[i] = pattern == 0 ? 1e30f : pattern == 1 ? -3 : i % 2 == 0 ? 127 : -127;

                foreach (int tokens in (int[])[1, 4])
                {
                    var y = MatrixTests.Product(InterleavedMatrix.Create(type, Rows, columns, weights.Bytes, set), x.AsSpan(0, tokens * columns), tokens, workers: 1);

                    MatrixTests.AssertSameBits(Definition(type, weights.Raw, Rows, columns, x, tokens), y);
                }
            }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void An_activation_that_is_no_number_shows_in_every_value_of_its_token_and_in_no_other(float fault)
    {
        const int Rows = 9, Columns = 96, Tokens = 5;
        using var weights = new RandomWeights(TensorType.Q4_0, Rows, Columns, seed: 2);
        var matrix = Matrix.Create(TensorType.Q4_0, Rows, Columns, weights.Bytes, MatrixPrecision.Fast);
        var x = RandomWeights.Activations(Tokens * Columns, seed: 3);
        x[2 * Columns + 40] = fault;

        var y = MatrixTests.Product(matrix, x, Tokens, workers: 1);

        for (int i = 0; i < y.Length; i++) Assert.Equal(i / Rows == 2, float.IsNaN(y[i]));
    }

    /// <summary>
    /// Block after block, from the bytes of the file: the exact sum of the products of whole numbers, then one fused multiply-add for each scale
    /// and one for the minimum.
    /// </summary>
    private static float[] Definition(TensorType type, byte[] raw, int rows, int columns, float[] x, int tokens)
    {
        int blockValues = TensorLayout.BlockValues(type), blockBytes = TensorLayout.BlockBytes(type), scaleColumns = PlainBlock.ScaleColumns(type);
        var y = new float[tokens * rows];
        var quants = new sbyte[32];
        var weights = new int[rows * columns];
        for (int i = 0; i < weights.Length; i++) weights[i] = PlainBlock.Quant(type, raw.AsSpan(i / blockValues * blockBytes, blockBytes), i % blockValues);
        for (int t = 0; t < tokens; t++)
            for (int k = 0; k < columns; k += 32)
            {
                float scale = Int8ActivationsDefinition.Quantize(x.AsSpan(t * columns + k, 32), quants);
                for (int r = 0; r < rows; r++)
                {
                    int first = r * columns + k;
                    var block = raw.AsSpan(first / blockValues * blockBytes, blockBytes);
                    ref float value = ref y[t * rows + r];
                    for (int from = 0; from < 32; from += scaleColumns)
                    {
                        int sum = 0;
                        for (int i = from; i < from + scaleColumns; i++) sum += weights[first + i] * quants[i];
                        value = MathF.FusedMultiplyAdd(sum, PlainBlock.Scale(type, block, (first + from) % blockValues) * scale, value);
                    }
                    if (PlainBlock.HasMinimum(type))
                        value = MathF.FusedMultiplyAdd(PlainBlock.Minimum(type, block, first % blockValues), scale * quants.Sum(q => q), value);
                }
            }
        return y;
    }
}
