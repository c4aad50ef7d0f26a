namespace Zhiyan.Bench.Claims;

/// <summary>Weights of a logistic regression over standardised columns, found by Newton's method under an L2 penalty. A column that never varies gets weight 0.</summary>
internal sealed class LogisticRegression
{
    private const int MaximumSteps = 30;

    private LogisticRegression(double[] means, double[] deviations, double[] weights, double bias) => (Means, Deviations, Weights, Bias) = (means, deviations, weights, bias);

    public double[] Means { get; }

    public double[] Deviations { get; }

    public double[] Weights { get; }

    public double Bias { get; }

    /// <summary>The log-odds of a row.</summary>
    public double Score(double[] row)
    {
        double sum = Bias;
        for (int column = 0; column < row.Length; column++) sum += Weights[column] * (row[column] - Means[column]) / Deviations[column];
        return sum;
    }

    /// <summary>Fits so that both classes weigh the same together.</summary>
    /// <param name="penalty">What a weight of 1 costs, twice, in rows.</param>
    public static LogisticRegression Fit(IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels, double penalty)
    {
        int count = rows.Count, width = rows[0].Length;
        var means = new double[width];
        var deviations = new double[width];
        for (int column = 0; column < width; column++)
        {
            means[column] = rows.Average(row => row[column]);
            deviations[column] = Math.Max(1e-6, Math.Sqrt(rows.Average(row => Math.Pow(row[column] - means[column], 2))));
        }
        double[][] x = [.. rows.Select(row => (double[])[.. row.Select((value, column) => (value - means[column]) / deviations[column]), 1.0])];
        int positive = labels.Count(label => label);
        double[] importance = [.. labels.Select(label => count / 2.0 / (label ? positive : count - positive))];
        var weights = new double[width + 1];
        for (int step = 0; step < MaximumSteps; step++)
        {
            var gradient = new double[width + 1];
            var hessian = new double[width + 1, width + 1];
            for (int row = 0; row < count; row++)
            {
                double p = Logistic(Dot(weights, x[row])), error = importance[row] * ((labels[row] ? 1 : 0) - p), curve = importance[row] * Math.Max(1e-9, p * (1 - p));
                for (int a = 0; a <= width; a++)
                {
                    gradient[a] += error * x[row][a];
                    for (int b = 0; b <= a; b++) hessian[a, b] += curve * x[row][a] * x[row][b];
                }
            }
            for (int a = 0; a < width; a++)
            {
                gradient[a] -= penalty * weights[a];
                hessian[a, a] += penalty;
            }
            hessian[width, width] += 1e-6;
            var move = Solve(hessian, gradient);
            for (int a = 0; a <= width; a++) weights[a] += move[a];
            if (move.Max(Math.Abs) < 1e-7) break;
        }
        return new LogisticRegression(means, deviations, weights[..width], weights[width]);
    }

    public static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int at = 0; at < a.Length; at++) sum += a[at] * b[at];
        return sum;
    }

    /// <summary>Solves for a symmetric positive matrix of which the lower half is given, by Cholesky's decomposition in place.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int size = right.Length;
        for (int a = 0; a < size; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double sum = matrix[a, b];
                for (int c = 0; c < b; c++) sum -= matrix[a, c] * matrix[b, c];
                matrix[a, b] = a == b ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / matrix[b, b];
            }
        }
        var solved = (double[])right.Clone();
        for (int a = 0; a < size; a++)
        {
            for (int c = 0; c < a; c++) solved[a] -= matrix[a, c] * solved[c];
            solved[a] /= matrix[a, a];
        }
        for (int a = size - 1; a >= 0; a--)
        {
            for (int c = a + 1; c < size; c++) solved[a] -= matrix[c, a] * solved[c];
            solved[a] /= matrix[a, a];
        }
        return solved;
    }
}
