using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Memory;

namespace Zhiyan.Inference.KvCache;

/// <summary>
/// Keys and values of one timeline: a page table per layer, a page for every 32 tokens. Memory grows as tokens come and stays until Dispose.
/// Not thread-safe: it belongs to one session.
/// </summary>
internal sealed class KeyValueCache(KeyValueLayout layout, int layers) : IDisposable
{
    private const int PagesPerBlock = 8;

    private readonly List<AlignedMemory> blocks = [];
    private readonly nint[][] tables = [.. Enumerable.Range(0, layers).Select(_ => Array.Empty<nint>())];

    public KeyValueLayout Layout => layout;

    /// <summary>Tokens held.</summary>
    public int Length { get; private set; }

    /// <summary>Tokens there is memory for.</summary>
    public int Capacity { get; private set; }

    public long Bytes => blocks.Sum(block => block.Bytes);

    /// <summary>The pages of a layer, in the order of positions.</summary>
    public ReadOnlySpan<nint> Pages(int layer) => tables[layer];

    /// <summary>Makes room for <paramref name="tokens"/> tokens in all.</summary>
    public void Reserve(int tokens)
    {
        while (Capacity < tokens) AddBlock();
    }

    /// <summary>Counts tokens whose keys and values have been stored in every layer.</summary>
    public void Advance(int tokens) => Length += tokens;

    /// <summary>Forgets every token from <paramref name="length"/> on.</summary>
    public void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public void Dispose()
    {
        foreach (var block in blocks) block.Dispose();
    }

    private void AddBlock()
    {
        var block = new AlignedMemory((long)layers * PagesPerBlock * layout.PageBytes);
        blocks.Add(block);
        var address = block.Address;
        for (var layer = 0; layer < layers; layer++)
        {
            var table = tables[layer];
            var pages = table.Length;
            Array.Resize(ref table, pages + PagesPerBlock);
            for (var page = pages; page < table.Length; page++, address += layout.PageBytes) table[page] = address;
            tables[layer] = table;
        }
        Capacity += PagesPerBlock * KeyValueLayout.PageTokens;
    }
}
