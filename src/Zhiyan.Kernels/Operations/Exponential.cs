using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>
/// eˣ on eight lanes to a relative error below 3e-7. Results under the smallest normal float are 0, those over the largest stay at it
/// to within that error; −∞ gives 0 and NaN stays NaN.
/// </summary>
public static class Exponential
{
    private const float Largest = 88.72283f;     // ln of the largest float
    private const float Smallest = -87.33654f;   // ln of the smallest normal float
    private const float Log2E = 1.44269504f;

    // ln 2 as the nearest float and what is left of it.
    private const float Ln2High = 0.693147182f;
    private const float Ln2Low = -1.90465429e-9f;

    // Adding 1.5·2²³ rounds to an integer and leaves that integer in the low bits of the sum.
    private const float Rounder = 12582912f;

    /// <summary>eˣ = 2ⁿ·eʳ with n = round(x / ln 2), so |r| ≤ ln 2 / 2, where the Taylor series to r⁶ is off by less than 1.8e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        var underflow = Vector256.LessThan(x, Vector256.Create(Smallest));
        x = Vector256.MinNative(Vector256.Create(Largest), x);     // in this order NaN comes through

        var rounded = Vector256.FusedMultiplyAdd(x, Vector256.Create(Log2E), Vector256.Create(Rounder));
        var n = rounded - Vector256.Create(Rounder);
        var r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-Ln2High), x);
        r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-Ln2Low), r);

        // In pairs of terms, which wait for each other less than one chain does.
        var square = r * r;
        var series = Vector256.FusedMultiplyAdd(Vector256.Create(1f / 120), r, Vector256.Create(1f / 24));
        series = Vector256.FusedMultiplyAdd(Vector256.Create(1f / 720), square, series);
        series = Vector256.FusedMultiplyAdd(series, square, Vector256.FusedMultiplyAdd(Vector256.Create(1f / 6), r, Vector256.Create(0.5f)));
        series = Vector256.FusedMultiplyAdd(series, square, r + Vector256<float>.One);

        var scaled = series.AsInt32() + Vector256.ShiftLeft(rounded.AsInt32(), 23);
        return Vector256.AndNot(scaled.AsSingle(), underflow);
    }

    /// <summary>The definition.</summary>
    public static double Reference(double x) => Math.Exp(x);
}
