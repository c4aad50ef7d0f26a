using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Keys, [2][keyDim][16], in single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void WidenKeys(byte* part, int dim, float* singles)
    {
        float* scales = (float*)part;
        sbyte* quants = (sbyte*)(part + ScaleBytes(dim));
        for (int first = 0; first < KeyValueLayout.PageTokens; first += Tile.Columns)
        {
            for (int d = 0; d < dim; d += BlockValues)
            {
                float* scale = scales + d / BlockValues * KeyValueLayout.PageTokens + first;
                Vector256<float> low = Vector256.Load(scale), high = Vector256.Load(scale + 8);
                float* end = singles + Math.Min(BlockValues, dim - d) * Tile.Columns;
                for (; singles < end; singles += Tile.Columns, quants += Tile.Columns)
                {
                    (Widen(quants) * low).Store(singles);
                    (Widen(quants + 8) * high).Store(singles + 8);
                }
            }
        }
    }

    /// <summary>Values, [valueDim / 16][32 keys][16], in single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void WidenValues(byte* part, int dim, float* singles)
    {
        sbyte* quants = (sbyte*)(part + ScaleBytes(dim));
        for (int d = 0; d < dim; d += Tile.Columns)
        {
            float* scale = (float*)part + d / BlockValues * KeyValueLayout.PageTokens;
            for (float* end = scale + KeyValueLayout.PageTokens; scale < end; scale++, singles += Tile.Columns, quants += Tile.Columns)
            {
                var factor = Vector256.Create(*scale);
                (Widen(quants) * factor).Store(singles);
                (Widen(quants + 8) * factor).Store(singles + 8);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(sbyte* quants)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)quants).AsSByte());
        return Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)));
    }
}
