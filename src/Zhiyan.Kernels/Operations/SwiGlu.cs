using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>y = silu(gate) · up with silu(g) = g / (1 + e⁻ᵍ), element by element (Shazeer 2020). Output may be either input.</summary>
public static class SwiGlu
{
    public static void Apply(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> output)
    {
        Check(gate, up, output);
        for (int i = 0; i < gate.Length; i += Lanes.Count)
        {
            var g = Lanes.Load(gate[i..]);
            var silu = g / (Vector256<float>.One + Exponential.Of(-g));
            Lanes.Store(silu * Lanes.Load(up[i..]), output[i..]);
        }
    }

    public static void Reference(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> output)
    {
        Check(gate, up, output);
        for (int i = 0; i < gate.Length; i++) output[i] = (float)(gate[i] / (1 + Math.Exp(-(double)gate[i])) * up[i]);
    }

    private static void Check(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, ReadOnlySpan<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(up.Length, gate.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, gate.Length);
    }
}
