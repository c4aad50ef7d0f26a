using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Writing and reading one token of a page. A page is <see cref="KeyValueLayout.PageBytes"/> of native memory, named by its address, that
/// the caller keeps alive; whoever writes must be alone with the page. A slot may be written again; what it holds before it is first
/// written does not matter.
/// </summary>
public static unsafe class KeyValuePage
{
    /// <summary>
    /// Writes the token in <paramref name="slot"/> (its position mod 32): <paramref name="keys"/> is [heads, keyDim] and
    /// <paramref name="values"/> is [heads, valueDim], all finite.
    /// </summary>
    public static void Store(KeyValueLayout layout, nint page, int slot, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        Check(layout, page, slot, keys.Length, values.Length);
        for (int head = 0; head < layout.Heads; head++)
        {
            var key = keys.Slice(head * layout.KeyDim, layout.KeyDim);
            var value = values.Slice(head * layout.ValueDim, layout.ValueDim);
            byte* keyPart = (byte*)page + layout.Keys(head), valuePart = (byte*)page + layout.Values(head);
            switch (layout.Precision)
            {
                case KeyValuePrecision.F32: StoreSingles(layout, (float*)keyPart, (float*)valuePart, slot, key, value); break;
                case KeyValuePrecision.F16: StoreHalves(layout, (ushort*)keyPart, (ushort*)valuePart, slot, key, value); break;
                default: StoreQuants(layout, keyPart, valuePart, slot, key, value); break;
            }
        }
    }

    /// <summary>Reads back the token in <paramref name="slot"/>, as precise as it was kept.</summary>
    public static void Load(KeyValueLayout layout, nint page, int slot, Span<float> keys, Span<float> values)
    {
        Check(layout, page, slot, keys.Length, values.Length);
        for (int head = 0; head < layout.Heads; head++)
        {
            byte* keyPart = (byte*)page + layout.Keys(head), valuePart = (byte*)page + layout.Values(head);
            for (int d = 0; d < layout.KeyDim; d++)
            {
                keys[head * layout.KeyDim + d] = Read(layout, keyPart, layout.KeyDim, slot, d, layout.Key(slot, d));
            }
            for (int d = 0; d < layout.ValueDim; d++)
            {
                values[head * layout.ValueDim + d] = Read(layout, valuePart, layout.PaddedValueDim, slot, d, layout.Value(slot, d));
            }
        }
    }

    private static void StoreSingles(
        KeyValueLayout layout, float* keys, float* values, int slot, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        for (int d = 0; d < key.Length; d++) keys[layout.Key(slot, d)] = key[d];
        for (int d = 0; d < value.Length; d++) values[layout.Value(slot, d)] = value[d];
    }

    private static void StoreHalves(
        KeyValueLayout layout, ushort* keys, ushort* values, int slot, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        ushort* halves = stackalloc ushort[Lanes.Count];
        for (int d = 0; d < key.Length; d += Lanes.Count)
        {
            Halves.Narrow(Lanes.Load(key[d..])).Store(halves);
            ushort* column = keys + layout.Key(slot, d);
            for (int i = 0; i < Math.Min(Lanes.Count, key.Length - d); i++) column[i * Tile.Columns] = halves[i];
        }
        for (int d = 0; d < value.Length; d += Lanes.Count)
        {
            Halves.Narrow(Lanes.Load(value[d..])).Store(halves);
            ushort* row = values + layout.Value(slot, d);
            for (int i = 0; i < Lanes.Count; i++) row[2 * i] = halves[i];
        }
    }

    private static void StoreQuants(
        KeyValueLayout layout, byte* keys, byte* values, int slot, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        sbyte* quants = stackalloc sbyte[Quants.BlockValues];
        sbyte* keyQuants = (sbyte*)keys + Quants.ScaleBytes(layout.KeyDim);
        for (int d = 0; d < key.Length; d += Quants.BlockValues)
        {
            var block = key[d..Math.Min(d + Quants.BlockValues, key.Length)];
            Quants.Scale(keys, slot, d) = Quants.Quantize(block, quants);
            for (int i = 0; i < block.Length; i++) keyQuants[layout.Key(slot, d + i)] = quants[i];
        }
        sbyte* valueQuants = (sbyte*)values + Quants.ScaleBytes(layout.PaddedValueDim);
        for (int d = 0; d < value.Length; d += Quants.BlockValues)
        {
            var block = value[d..Math.Min(d + Quants.BlockValues, value.Length)];
            Quants.Scale(values, slot, d) = Quants.Quantize(block, quants);
            for (int i = 0; i < block.Length; i++) valueQuants[layout.Value(slot, d + i)] = quants[i];
        }
    }

    private static float Read(KeyValueLayout layout, byte* part, int dim, int slot, int d, int index) => layout.Precision switch
    {
        KeyValuePrecision.F32 => ((float*)part)[index],
        KeyValuePrecision.F16 => (float)((Half*)part)[index],
        _ => ((sbyte*)part)[Quants.ScaleBytes(dim) + index] * Quants.Scale(part, slot, d),
    };

    private static void Check(KeyValueLayout layout, nint page, int slot, int keys, int values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(page);
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, KeyValueLayout.PageTokens);
        ArgumentOutOfRangeException.ThrowIfNotEqual(keys, layout.Heads * layout.KeyDim);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values, layout.Heads * layout.ValueDim);
    }
}
