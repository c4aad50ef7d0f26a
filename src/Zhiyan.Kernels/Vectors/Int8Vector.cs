namespace Zhiyan.Kernels.Vectors;

/// <summary>A vector as signed bytes: q = round(x·127/max|x|), so that x ≈ q·scale.</summary>
public static class Int8Vector
{
    /// <summary>Fills <paramref name="quants"/> and returns the scale; 0 for a vector of zeros or one that holds something else than finite numbers.</summary>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> quants)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(quants.Length, vector.Length);
        float largest = 0;
        foreach (float value in vector) largest = MathF.Max(largest, MathF.Abs(value));
        quants.Clear();
        if (largest == 0 || !float.IsFinite(largest)) return 0;
        float inverse = 127 / largest;
        for (int at = 0; at < vector.Length; at++) quants[at] = (sbyte)MathF.Round(vector[at] * inverse);
        return largest / 127;
    }
}
