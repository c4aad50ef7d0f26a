using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Tensors;
using Zhiyan.Kernels.Tests.Quantization;

namespace Zhiyan.Kernels.Tests.Matrices;

public sealed class InterleavedMatrixTests
{
    public static TheoryData<TensorType, string> Kernels()
    {
        var kernels = new TheoryData<TensorType, string>();
        foreach (var type in (TensorType[])[TensorType.Q4_0, TensorType.Q8_0])
            foreach (var set in Enum.GetNames<InstructionSet>()) kernels.Add(type, set);
        return kernels;
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Agrees_bit_for_bit_with_its_definition_at_every_awkward_size(TensorType type, string instructionSet)
    {
        var set = Enum.Parse<InstructionSet>(instructionSet);
        if (!InstructionSets.IsSupported(set)) Assert.Skip($"this CPU has no {set}");
        foreach (var (rows, columns, tokens) in Sizes.Awkward)
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
        const int Rows = 8, Columns = 64;
        foreach (byte quants in (byte[])[0x00, 0xFF, 0x80, 0x7F, 0x0F, 0xF0])
            foreach (int pattern in (int[])[0, 1, 2])
            {
                using var weights = new RandomWeights(type, Rows, Columns, seed: 1, quants: quants);
                var x = new float[4 * Columns];
                for (int i = 0; i < x.Length; i++) x[i] = pattern == 0 ? 1e30f : pattern == 1 ? -3 : i % 2 == 0 ? 127 : -127;

                foreach (int tokens in (int[])[1, 4])
                {
                    var y = MatrixTests.Product(InterleavedMatrix.Create(type, Rows, Columns, weights.Bytes, set), x.AsSpan(0, tokens * Columns), tokens, workers: 1);

                    MatrixTests.AssertSameBits(Definition(type, weights.Raw, Rows, Columns, x, tokens), y);
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

    /// <summary>Block after block, from the bytes of the file: the exact sum of the products of integers, then one fused multiply-add.</summary>
    private static float[] Definition(TensorType type, byte[] raw, int rows, int columns, float[] x, int tokens)
    {
        int blocks = columns / 32, blockBytes = TensorLayout.BlockBytes(type);
        var y = new float[tokens * rows];
        var quants = new sbyte[32];
        for (int t = 0; t < tokens; t++)
            for (int b = 0; b < blocks; b++)
            {
                float scale = Int8ActivationsDefinition.Quantize(x.AsSpan(t * columns + b * 32, 32), quants);
                for (int r = 0; r < rows; r++)
                {
                    var block = raw.AsSpan((r * blocks + b) * blockBytes, blockBytes);
                    int sum = 0;
                    for (int k = 0; k < 32; k++) sum += Weight(type, block[2..], k) * quants[k];
                    float weightScale = (float)BitConverter.ToHalf(block);
                    y[t * rows + r] = MathF.FusedMultiplyAdd(sum, weightScale * scale, y[t * rows + r]);
                }
            }
        return y;
    }

    private static int Weight(TensorType type, ReadOnlySpan<byte> quants, int k) => type == TensorType.Q8_0
        ? (sbyte)quants[k]
        : (k < 16 ? quants[k] & 15 : quants[k - 16] >> 4) - 8;
}
