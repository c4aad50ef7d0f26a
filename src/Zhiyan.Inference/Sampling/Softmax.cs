using System.Numerics;

namespace Zhiyan.Inference.Sampling;

/// <summary>The passes over a whole vocabulary that sampling needs, as wide as the machine's vectors.</summary>
internal static class Softmax
{
    /// <summary>The largest value; NaN if any value is NaN, −∞ of none.</summary>
    public static T Max<T>(ReadOnlySpan<T> values) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var best = T.NegativeInfinity;
        int done = 0;
        if (values.Length >= Vector<T>.Count)
        {
            var lanes = new Vector<T>(values);
            for (done = Vector<T>.Count; values.Length - done >= Vector<T>.Count; done += Vector<T>.Count)
                lanes = Vector.Max(lanes, new Vector<T>(values[done..]));
            for (int lane = 0; lane < Vector<T>.Count; lane++) best = T.Max(best, lanes[lane]);
        }
        foreach (var value in values[done..]) best = T.Max(best, value);
        return best;
    }

    /// <summary>The lowest index that holds <paramref name="value"/>, which must occur.</summary>
    public static int IndexOf<T>(ReadOnlySpan<T> values, T value) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int at = 0;
        var wanted = new Vector<T>(value);
        while (values.Length - at >= Vector<T>.Count && !Vector.EqualsAny(wanted, new Vector<T>(values[at..]))) at += Vector<T>.Count;
        while (values[at] != value) at++;
        return at;
    }

    /// <summary>Replaces every x by exp((x − max) / temperature) and returns their sum. No x may exceed max, so nothing overflows.</summary>
    public static double Exponentiate(Span<double> values, double max, double temperature)
    {
        var top = new Vector<double>(max);
        var sums = Vector<double>.Zero;
        int done = 0;
        for (; values.Length - done >= Vector<double>.Count; done += Vector<double>.Count)
        {
            var some = values[done..];
            var weights = Vector.Exp((new Vector<double>(some) - top) / temperature);
            weights.CopyTo(some);
            sums += weights;
        }
        double sum = Vector.Sum(sums);
        foreach (ref double value in values[done..]) sum += value = Math.Exp((value - max) / temperature);
        return sum;
    }

    /// <summary>Σ exp(x − max) in float64.</summary>
    public static double SumOfExponentials(ReadOnlySpan<float> values, float max)
    {
        var top = new Vector<double>(max);
        var sums = Vector<double>.Zero;
        int done = 0;
        for (; values.Length - done >= Vector<float>.Count; done += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[done..]), out var low, out var high);
            sums += Vector.Exp(low - top) + Vector.Exp(high - top);
        }
        double sum = Vector.Sum(sums);
        foreach (float value in values[done..]) sum += Math.Exp((double)value - max);
        return sum;
    }

    /// <summary>Copies float32 into float64.</summary>
    public static void Widen(ReadOnlySpan<float> source, Span<double> destination)
    {
        int done = 0;
        for (; source.Length - done >= Vector<float>.Count; done += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(source[done..]), out var low, out var high);
            low.CopyTo(destination[done..]);
            high.CopyTo(destination[(done + Vector<double>.Count)..]);
        }
        for (; done < source.Length; done++) destination[done] = source[done];
    }
}
