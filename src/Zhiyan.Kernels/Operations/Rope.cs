using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>
/// Rotary position embedding (Su et al. 2021): the pair (a, b) of frequency i becomes (a·cos − b·sin, b·cos + a·sin), in place. The
/// tables are those of one position, rotary/2 values each; the values of a head beyond <c>rotary</c> stay as they are.
/// </summary>
public static class Rope
{
    /// <summary>Turns every head of <paramref name="heads"/>, shape [heads, headDim], all of one position.</summary>
    public static void Apply(Span<float> heads, int headDim, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin, RopePairing pairing)
    {
        Check(heads, headDim, cos, sin);
        for (int start = 0; start < heads.Length; start += headDim)
        {
            var rotary = heads.Slice(start, 2 * cos.Length);
            if (pairing == RopePairing.HalfSplit) TurnHalves(rotary[..cos.Length], rotary[cos.Length..], cos, sin);
            else TurnNeighbours(rotary, cos, sin);
        }
    }

    public static void Reference(Span<float> heads, int headDim, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin, RopePairing pairing)
    {
        Check(heads, headDim, cos, sin);
        for (int start = 0; start < heads.Length; start += headDim)
        {
            for (int i = 0; i < cos.Length; i++)
            {
                int first = start + (pairing == RopePairing.HalfSplit ? i : 2 * i);
                int second = start + (pairing == RopePairing.HalfSplit ? i + cos.Length : 2 * i + 1);
                double a = heads[first], b = heads[second];
                heads[first] = (float)(a * cos[i] - b * sin[i]);
                heads[second] = (float)(b * cos[i] + a * sin[i]);
            }
        }
    }

    private static void TurnHalves(Span<float> first, Span<float> second, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        for (int i = 0; i < cos.Length; i += Lanes.Count)
        {
            var (a, b) = (Lanes.Load(first[i..]), Lanes.Load(second[i..]));
            var (c, s) = (Lanes.Load(cos[i..]), Lanes.Load(sin[i..]));
            Lanes.Store(Vector256.FusedMultiplyAdd(a, c, -(b * s)), first[i..]);
            Lanes.Store(Vector256.FusedMultiplyAdd(b, c, a * s), second[i..]);
        }
    }

    private static void TurnNeighbours(Span<float> pairs, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        var twice = Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3);
        var swap = Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6);
        var signs = Vector256.Create(-1f, 1, -1, 1, -1, 1, -1, 1);
        for (int i = 0; i < cos.Length; i += Lanes.Count / 2)
        {
            var values = Lanes.Load(pairs[(2 * i)..]);
            var c = Vector256.Shuffle(Lanes.Load(cos[i..]), twice);
            var s = Vector256.Shuffle(Lanes.Load(sin[i..]), twice) * signs;
            Lanes.Store(Vector256.FusedMultiplyAdd(values, c, Vector256.Shuffle(values, swap) * s), pairs[(2 * i)..]);
        }
    }

    private static void Check(ReadOnlySpan<float> heads, int headDim, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(headDim);
        ArgumentOutOfRangeException.ThrowIfNotEqual(heads.Length % headDim, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sin.Length, cos.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(2 * cos.Length, headDim);
    }
}
