using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>
/// ln Σ e^x[i], the normaliser of a vocabulary: the log-probability of token t is x[t] minus it. The sum is taken in double, since in
/// float the tail of 150,000 small terms would be lost. −∞ counts for nothing; of nothing else the result is −∞.
/// </summary>
public static class LogSumExp
{
    public static double Of(ReadOnlySpan<float> x)
    {
        var max = Vector256.Create(float.NegativeInfinity);
        for (int i = 0; i < x.Length; i += Lanes.Count) max = Vector256.Max(max, Lanes.Load(x[i..], float.NegativeInfinity));
        float largest = Lanes.Max(max);
        if (float.IsInfinity(largest)) return largest;

        max = Vector256.Create(largest);
        var sum = Vector256<double>.Zero;
        for (int i = 0; i < x.Length; i += Lanes.Count)
        {
            var (low, high) = Vector256.Widen(Exponential.Of(Lanes.Load(x[i..], float.NegativeInfinity) - max));
            sum += low + high;
        }
        return largest + Math.Log((sum[0] + sum[2]) + (sum[1] + sum[3]));
    }

    public static double Reference(ReadOnlySpan<float> x)
    {
        double max = double.NegativeInfinity;
        foreach (float value in x) max = Math.Max(max, value);
        if (double.IsInfinity(max)) return max;
        double sum = 0;
        foreach (float value in x) sum += Math.Exp(value - max);
        return max + Math.Log(sum);
    }
}
