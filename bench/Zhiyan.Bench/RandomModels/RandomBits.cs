using System.Runtime.InteropServices;

namespace Zhiyan.Bench.RandomModels;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): gigabytes a second, and any two seeds give streams of their own.</summary>
internal sealed class RandomBits(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        var bits = state += 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>From 0 up to, but not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Evenly spread about 0 with this standard deviation.</summary>
    public double Uniform(double deviation) => (2 * Unit() - 1) * Math.Sqrt(3) * deviation;

    public void Fill(Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ref var word in words) word = Next();
        foreach (ref var rest in bytes[(words.Length * sizeof(ulong))..]) rest = (byte)Next();
    }
}
