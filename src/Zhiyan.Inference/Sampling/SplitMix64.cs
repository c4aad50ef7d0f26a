namespace Zhiyan.Inference.Sampling;

/// <summary>
/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014): draw n is a hash of
/// seed + n·γ, so equal seeds give equal sequences on every machine.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>Uniform in [0, 1), in steps of 2⁻⁵³.</summary>
    public double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));
}
