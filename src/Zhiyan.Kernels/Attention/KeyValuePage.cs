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
            if (layout.Precision == KeyValuePrecision.F16) StoreHalves(layout, (ushort*)page, head, slot, key, value);
            else StoreSingles(layout, (float*)page, head, slot, key, value);
        }
    }

    /// <summary>Reads back the token in <paramref name="slot"/>, as precise as it was kept.</summary>
    public static void Load(KeyValueLayout layout, nint page, int slot, Span<float> keys, Span<float> values)
    {
        Check(layout, page, slot, keys.Length, values.Length);
        for (int head = 0; head < layout.Heads; head++)
        {
            for (int d = 0; d < layout.KeyDim; d++)
            {
                keys[head * layout.KeyDim + d] = Read(layout, page, layout.Keys(head) + layout.Key(slot, d));
            }
            for (int d = 0; d < layout.ValueDim; d++)
            {
                values[head * layout.ValueDim + d] = Read(layout, page, layout.Values(head) + layout.Value(slot, d));
            }
        }
    }

    private static void StoreSingles(
        KeyValueLayout layout, float* page, int head, int slot, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        for (int d = 0; d < key.Length; d++) page[layout.Keys(head) + layout.Key(slot, d)] = key[d];
        for (int d = 0; d < value.Length; d++) page[layout.Values(head) + layout.Value(slot, d)] = value[d];
    }

    private static void StoreHalves(
        KeyValueLayout layout, ushort* page, int head, int slot, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        ushort* halves = stackalloc ushort[Lanes.Count];
        for (int d = 0; d < key.Length; d += Lanes.Count)
        {
            Halves.Narrow(Lanes.Load(key[d..])).Store(halves);
            ushort* column = page + layout.Keys(head) + layout.Key(slot, d);
            for (int i = 0; i < Math.Min(Lanes.Count, key.Length - d); i++) column[i * Tile.Columns] = halves[i];
        }
        for (int d = 0; d < value.Length; d += Lanes.Count)
        {
            Halves.Narrow(Lanes.Load(value[d..])).Store(halves);
            ushort* row = page + layout.Values(head) + layout.Value(slot, d);
            for (int i = 0; i < Lanes.Count; i++) row[2 * i] = halves[i];
        }
    }

    private static float Read(KeyValueLayout layout, nint page, int index) =>
        layout.Precision == KeyValuePrecision.F32 ? ((float*)page)[index] : (float)((Half*)page)[index];

    private static void Check(KeyValueLayout layout, nint page, int slot, int keys, int values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(page);
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, KeyValueLayout.PageTokens);
        ArgumentOutOfRangeException.ThrowIfNotEqual(keys, layout.Heads * layout.KeyDim);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values, layout.Heads * layout.ValueDim);
    }
}
