using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// The keys or the values of one head of a page as signed bytes: first the scales, [dim / 32][32 tokens] in single precision, then the
/// quants in the order that <see cref="KeyValueLayout"/> gives to values. A value is quant · scale, rounded to single precision.
/// </summary>
internal static unsafe class Quants
{
    /// <summary>Dimensions of a token that share a scale.</summary>
    public const int BlockValues = 32;

    /// <summary>Blocks whose largest magnitude is smaller are kept as zeros: 127 over it must be finite.</summary>
    private const float Negligible = 1e-30f;

    private const int ScaleRowBytes = KeyValueLayout.PageTokens * sizeof(float);

    public static int ScaleBytes(int dim) => (dim + BlockValues - 1) / BlockValues * ScaleRowBytes;

    /// <summary>The scale of dimension <paramref name="d"/> of the token in <paramref name="slot"/>.</summary>
    public static ref float Scale(byte* part, int slot, int d) => ref ((float*)part)[d / BlockValues * KeyValueLayout.PageTokens + slot];

    /// <summary>Quantises up to 32 values: scale = max|x| / 127, to the nearest quant, ties to even.</summary>
    public static float Quantize(ReadOnlySpan<float> values, sbyte* quants)
    {
        var largest = Vector256<float>.Zero;
        for (int i = 0; i < values.Length; i += Lanes.Count) largest = Vector256.MaxNative(Vector256.Abs(Lanes.Load(values[i..])), largest);
        float max = Lanes.Max(largest), inverse = max < Negligible ? 0 : 127 / max;

        int* rounded = stackalloc int[Lanes.Count];
        for (int i = 0; i < values.Length; i += Lanes.Count)
        {
            Vector256.ConvertToInt32Native(Vector256.Round(Lanes.Load(values[i..]) * inverse)).Store(rounded);
            for (int lane = 0; lane < Lanes.Count; lane++) quants[i + lane] = (sbyte)rounded[lane];
        }
        return max < Negligible ? 0 : max / 127;
    }

    /// <summary>Widens keys, [2][dim][16].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void WidenKeys(byte* part, int dim, float* singles)
    {
        byte* quants = part + ScaleBytes(dim);
        for (int first = 0; first < KeyValueLayout.PageTokens; first += Tile.Columns)
        {
            float* scales = (float*)part + first;
            for (int d = 0; d < dim; d += BlockValues, scales += KeyValueLayout.PageTokens)
            {
                Vector256<float> low = Vector256.Load(scales), high = Vector256.Load(scales + 8);
                float* end = singles + Math.Min(BlockValues, dim - d) * Tile.Columns;
                for (; singles < end; singles += Tile.Columns, quants += Tile.Columns)
                {
                    (Widen(quants) * low).Store(singles);
                    (Widen(quants + 8) * high).Store(singles + 8);
                }
            }
        }
    }

    /// <summary>Widens values, [dim / 16][32 keys][16].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void WidenValues(byte* part, int dim, float* singles)
    {
        byte* quants = part + ScaleBytes(dim);
        for (int d = 0; d < dim; d += Tile.Columns)
        {
            float* scales = (float*)part + d / BlockValues * KeyValueLayout.PageTokens;
            for (int key = 0; key < KeyValueLayout.PageTokens; key++, singles += Tile.Columns, quants += Tile.Columns)
            {
                var scale = Vector256.Create(scales[key]);
                (Widen(quants) * scale).Store(singles);
                (Widen(quants + 8) * scale).Store(singles + 8);
            }
        }
    }

    /// <summary>Eight quants as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(byte* quants)
    {
        // The JIT does not see that widening twice is one instruction.
        if (Avx2.IsSupported) return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32((sbyte*)quants));
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)quants).AsSByte());
        return Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)));
    }
}
