using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// What a row has gathered over some keys: [padded valueDim] the sum of the values, each by its weight e^(score − largest), [8] the sum of
/// the weights in lanes, [8] the largest score in every lane. Two such make one over the keys of both (Milakov and Gimelshein 2018).
/// </summary>
internal static unsafe class SoftmaxSums
{
    public static int Floats(KeyValueLayout layout) => layout.PaddedValueDim + 2 * Lanes.Count;

    public static float* Total(KeyValueLayout layout, float* sums) => sums + layout.PaddedValueDim;

    public static float* Largest(KeyValueLayout layout, float* sums) => sums + layout.PaddedValueDim + Lanes.Count;

    /// <summary>Over no keys.</summary>
    public static void Clear(KeyValueLayout layout, float* sums)
    {
        new Span<float>(sums, layout.PaddedValueDim + Lanes.Count).Clear();
        Vector256.Create(float.MinValue).Store(Largest(layout, sums));     // not −∞: it must have a difference to itself
    }

    /// <summary>Adds the keys of <paramref name="next"/>. Over no keys it changes nothing but the sign of a zero.</summary>
    public static void Add(KeyValueLayout layout, float* sums, float* next)
    {
        Vector256<float> before = Vector256.Load(Largest(layout, sums)), after = Vector256.Load(Largest(layout, next));
        var largest = Vector256.MaxNative(before, after);
        Vector256<float> decay = Exponential.Of(before - largest), weight = Exponential.Of(after - largest);
        for (int i = 0; i < layout.PaddedValueDim + Lanes.Count; i += Lanes.Count)
        {
            Vector256.FusedMultiplyAdd(Vector256.Load(sums + i), decay, Vector256.Load(next + i) * weight).Store(sums + i);
        }
        largest.Store(Largest(layout, sums));
    }

    /// <summary>The weighted mean of the values.</summary>
    public static void Mean(KeyValueLayout layout, float* sums, Span<float> mean)
    {
        var total = Vector256.Create(Lanes.Sum(Vector256.Load(Total(layout, sums))));
        for (int d = 0; d < mean.Length; d += Lanes.Count)
        {
            // Keys a row does not see add ±0 to its sums, which can only show in the sign of a zero; adding 0 makes all zeros positive.
            Lanes.Store(Vector256.Load(sums + d) / total + Vector256<float>.Zero, mean[d..]);
        }
    }
}
