namespace Zhiyan.Kernels.Tests.Quantization;

/// <summary>What quantising a block of activations means, one value at a time.</summary>
internal static class Int8ActivationsDefinition
{
    /// <summary>Fills <paramref name="quants"/> and returns the scale.</summary>
    public static float Quantize(ReadOnlySpan<float> x, Span<sbyte> quants)
    {
        float max = 0;
        foreach (float value in x) max = Math.Max(max, Math.Abs(value));        // a NaN stays
        quants.Clear();
        if (!float.IsFinite(max)) return float.NaN;
        if (max < MathF.ScaleB(1, -100)) return 0;
        float inverse = 127 / max;
        for (int i = 0; i < x.Length; i++) quants[i] = (sbyte)MathF.Round(x[i] * inverse, MidpointRounding.ToEven);
        return max / 127;
    }
}
