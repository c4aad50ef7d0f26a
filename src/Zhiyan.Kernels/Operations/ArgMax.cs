using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>
/// The index of the largest value, the lowest of those that tie. NaN is never larger; of nothing larger than −∞ the index is 0.
/// </summary>
public static class ArgMax
{
    public static int Of(ReadOnlySpan<float> x)
    {
        ArgumentOutOfRangeException.ThrowIfZero(x.Length);
        var best = Vector256.Create(float.NegativeInfinity);
        var bestIndex = Vector256<int>.Zero;
        var index = Vector256<int>.Indices;
        for (int i = 0; i < x.Length; i += Lanes.Count, index += Vector256.Create(Lanes.Count))
        {
            var lanes = Lanes.Load(x[i..], float.NegativeInfinity);
            var larger = Vector256.GreaterThan(lanes, best);
            best = Vector256.ConditionalSelect(larger, lanes, best);
            bestIndex = Vector256.ConditionalSelect(larger.AsInt32(), index, bestIndex);
        }

        int winner = 0;
        for (int lane = 1; lane < Lanes.Count; lane++)
        {
            if (best[lane] > best[winner] || (best[lane] == best[winner] && bestIndex[lane] < bestIndex[winner])) winner = lane;
        }
        return bestIndex[winner];
    }

    public static int Reference(ReadOnlySpan<float> x)
    {
        ArgumentOutOfRangeException.ThrowIfZero(x.Length);
        int winner = 0;
        float best = float.NegativeInfinity;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] > best) (best, winner) = (x[i], i);
        }
        return winner;
    }
}
