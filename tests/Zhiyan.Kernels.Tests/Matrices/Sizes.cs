namespace Zhiyan.Kernels.Tests.Matrices;

/// <summary>Sizes around every edge of the kernels: 4, 8 and 16 rows; 32 columns and 32 blocks of them; 1, 2 and 4 tokens.</summary>
internal static class Sizes
{
    public static IEnumerable<(int Rows, int Columns, int Tokens)> Awkward
    {
        get
        {
            foreach (int rows in (int[])[1, 7, 8, 9, 16, 17, 40])
                foreach (int columns in (int[])[32, 64, 96, 896, 4864])
                    foreach (int tokens in columns > 96 ? (int[])[1, 3, 9] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 33])
                        yield return (rows, columns, tokens);
        }
    }
}
