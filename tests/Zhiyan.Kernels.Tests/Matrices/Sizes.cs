using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Tests.Matrices;

/// <summary>Sizes around every edge of the kernels: 4, 8 and 16 rows; whole blocks of the type and 32 blocks of 32 columns; 1, 2, 4 and 128 tokens.</summary>
internal static class Sizes
{
    public static IEnumerable<(int Rows, int Columns, int Tokens)> Awkward(TensorType type)
    {
        int[] narrow = TensorLayout.BlockValues(type) == 256 ? [256, 512] : [32, 64, 96], wide = TensorLayout.BlockValues(type) == 256 ? [1280, 4864] : [896, 4864];
        foreach (int rows in (int[])[1, 7, 8, 9, 16, 17, 40])
        {
            foreach (int columns in narrow)
                foreach (int tokens in columns == narrow[0] ? (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 33] : [1, 2, 5, 9]) yield return (rows, columns, tokens);
            foreach (int columns in wide)
                foreach (int tokens in (int[])[1, 3, 9]) yield return (rows, columns, tokens);
        }
        yield return (17, narrow[^1], 129);
    }
}
