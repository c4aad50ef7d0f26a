using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>
/// Activations as signed bytes in blocks of 32: q = round(x·127/max|x|), ties to even, never −128; scale = max|x|/127. A block holding an
/// infinity or a NaN has the scale NaN, so that every product with it shows the fault; one that never reaches 2⁻¹⁰⁰ counts as zeros.
/// </summary>
/// <remarks>
/// Layout, for tokens in groups of <c>width</c> (1 or 4), block after block, in 32-bit words: 8 × width words of quants (step s holds columns
/// 4s … 4s + 3 of each token), then, each a word per token, <see cref="Start"/>, <see cref="Scale"/> (float), <see cref="Sum"/> (float: scale·Σq)
/// and <see cref="FirstStart"/>. A start is two 16-bit halves: −8·Σq over the columns with k mod 4 in {0, 1}, and in {2, 3}; a kernel whose weights
/// are biased by 8 begins its sum there. The first start is that of the first 16 columns alone.
/// </remarks>
internal static unsafe class Int8Activations
{
    public const int BlockValues = 32;

    // The place of each part of a block, times the width in words.
    public const int Start = 8;
    public const int Scale = 9;
    public const int Sum = 10;
    public const int FirstStart = 11;
    private const int Words = 12;

    private const float Negligible = 7.888609e-31f;         // 2⁻¹⁰⁰

    /// <summary>32-bit words of one block of a group of <paramref name="width"/> tokens.</summary>
    public static int BlockWords(int width) => Words * width;

    /// <summary>Quantises one row of <paramref name="columns"/> values into place <paramref name="token"/> of its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]      // compiled at once, with everything below inlined
    public static void Quantize(float* x, int columns, int* group, int token, int width)
    {
        int* block = group + token;
        int* steps = stackalloc int[8];
        for (int k = 0; k < columns; k += BlockValues, block += BlockWords(width))
        {
            var quants = QuantizeBlock(x + k, out float scale);
            if (width == 1) quants.AsInt32().Store(block);
            else
            {
                quants.AsInt32().Store(steps);
                for (int step = 0; step < 8; step++) block[step * width] = steps[step];
            }
            var first = Halves(quants.GetLower());
            var all = first + Halves(quants.GetUpper());
            int sums = all.AsInt32().ToScalar();
            block[Start * width] = (-(all << 3)).AsInt32().ToScalar();
            ((float*)block)[Scale * width] = scale;
            ((float*)block)[Sum * width] = scale * ((short)sums + (sums >> 16));
            block[FirstStart * width] = (-(first << 3)).AsInt32().ToScalar();
        }
    }

    /// <summary>Fills a place of a group that no token takes.</summary>
    public static void Clear(int columns, int* group, int token, int width)
    {
        int* block = group + token;
        for (int k = 0; k < columns; k += BlockValues, block += BlockWords(width))
            for (int word = 0; word < Words; word++) block[word * width] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> QuantizeBlock(float* x, out float scale)
    {
        Vector256<float> x0 = Vector256.Load(x), x1 = Vector256.Load(x + 8), x2 = Vector256.Load(x + 16), x3 = Vector256.Load(x + 24);
        // As integers, magnitudes keep their order and a NaN stays the largest.
        var largest = Vector256.Max(Vector256.Max(Magnitude(x0), Magnitude(x1)), Vector256.Max(Magnitude(x2), Magnitude(x3)));
        var four = Vector128.Max(largest.GetLower(), largest.GetUpper());
        var two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        float max = Vector128.Max(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).AsSingle().ToScalar();
        if (!(max >= Negligible && max <= float.MaxValue))
        {
            scale = max < Negligible ? 0 : float.NaN;
            return default;
        }
        scale = max / 127;
        var inverse = Vector256.Create(127 / max);
        return Vector256.Narrow(
            Vector256.Narrow(Round(x0 * inverse), Round(x1 * inverse)),
            Vector256.Narrow(Round(x2 * inverse), Round(x3 * inverse)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Magnitude(Vector256<float> x) => x.AsInt32() & Vector256.Create(int.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> x) => Vector256.ConvertToInt32Native(Vector256.Round(x));

    /// <summary>The sums of the columns with k mod 4 in {0, 1} and in {2, 3}, in the first two elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Halves(Vector128<sbyte> quants)
    {
        var sums = ((quants.AsInt16() << 8) >> 8) + (quants.AsInt16() >> 8);
        sums += Vector128.Shuffle(sums.AsInt32(), Vector128.Create(2, 3, 0, 1)).AsInt16();
        return sums + Vector128.Shuffle(sums.AsInt32(), Vector128.Create(1, 0, 3, 2)).AsInt16();
    }
}
