using System.Runtime.InteropServices;
using Zhiyan.Kernels.Attention;

namespace Zhiyan.Kernels.Tests.Attention;

/// <summary>A page table over memory that was full of NaN bytes before anything was stored; pages lie in no order.</summary>
internal sealed class Pages
{
    private readonly KeyValueLayout layout;
    private readonly byte[] memory;
    private readonly nint[] table;

    public Pages(KeyValueLayout layout, int positions, int seed = 1)
    {
        this.layout = layout;
        int count = (positions + KeyValueLayout.PageTokens - 1) / KeyValueLayout.PageTokens;
        memory = GC.AllocateUninitializedArray<byte>(count * layout.PageBytes, pinned: true);
        memory.AsSpan().Fill(0xFF);
        nint start = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        table = Enumerable.Range(0, count).Select(i => start + (nint)i * layout.PageBytes).ToArray();
        new Random(seed).Shuffle(table);
    }

    public Span<nint> Table => table;

    public void Store(int position, ReadOnlySpan<float> keys, ReadOnlySpan<float> values) =>
        KeyValuePage.Store(layout, table[position / KeyValueLayout.PageTokens], position % KeyValueLayout.PageTokens, keys, values);

    public void Load(int position, Span<float> keys, Span<float> values) =>
        KeyValuePage.Load(layout, table[position / KeyValueLayout.PageTokens], position % KeyValueLayout.PageTokens, keys, values);
}
