namespace Zhiyan.Kernels.Attention;

/// <summary>
/// The shape of a page of the cache: 32 tokens of one layer. A page holds its heads one after the other; of a head first the keys,
/// sixteen of them side by side, as [2][keyDim][16 keys], then the values, sixteen dimensions side by side, as [valueDim / 16][32
/// keys][16], so that one product (<see cref="Tile"/>) reads both from front to back. valueDim is rounded up to a multiple of 16.
/// Quantised, keys and values each begin with their scales (<see cref="Quants"/>).
/// </summary>
public sealed record KeyValueLayout
{
    /// <summary>Tokens a page holds.</summary>
    public const int PageTokens = 32;

    public KeyValueLayout(int heads, int keyDim, int valueDim, KeyValuePrecision precision)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keyDim);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(valueDim);
        (Heads, KeyDim, ValueDim, Precision) = (heads, keyDim, valueDim, precision);
        PaddedValueDim = checked(valueDim + Tile.Columns - 1) / Tile.Columns * Tile.Columns;
        KeyBytes = PartBytes(keyDim);
        PageBytes = checked(heads * (KeyBytes + PartBytes(PaddedValueDim)));
    }

    /// <summary>Key-value heads.</summary>
    public int Heads { get; }

    public int KeyDim { get; }

    public int ValueDim { get; }

    public KeyValuePrecision Precision { get; }

    /// <summary>Bytes of one page, always a multiple of 64.</summary>
    public int PageBytes { get; }

    internal int PaddedValueDim { get; }

    /// <summary>Bytes of a head's keys.</summary>
    private int KeyBytes { get; }

    /// <summary>Where the keys of a head start, in bytes from the start of the page.</summary>
    internal int Keys(int head) => PageBytes / Heads * head;

    /// <summary>Where the values of a head start, in bytes from the start of the page.</summary>
    internal int Values(int head) => Keys(head) + KeyBytes;

    /// <summary>Bytes of sixteen values, without their scales.</summary>
    internal int ColumnsBytes => Tile.Columns * (Precision switch
    {
        KeyValuePrecision.F32 => sizeof(float),
        KeyValuePrecision.F16 => sizeof(ushort),
        KeyValuePrecision.Q8_0 => sizeof(sbyte),
        _ => throw new ArgumentOutOfRangeException(nameof(Precision), Precision, "no such precision of keys and values"),
    });

    /// <summary>
    /// Where dimension <paramref name="d"/> of the key in <paramref name="slot"/> is, counted in values from the first of its head's keys.
    /// </summary>
    internal int Key(int slot, int d) => (slot / Tile.Columns * KeyDim + d) * Tile.Columns + Column(slot % Tile.Columns);

    /// <summary>
    /// Where dimension <paramref name="d"/> of the value in <paramref name="slot"/> is, counted in values from the first of its head's.
    /// </summary>
    internal int Value(int slot, int d) => (d / Tile.Columns * PageTokens + slot) * Tile.Columns + Column(d % Tile.Columns);

    /// <summary>Where one of sixteen columns is: <see cref="Halves"/> keep i and i + 8 together.</summary>
    private int Column(int column) => Precision == KeyValuePrecision.F16 ? column % 8 * 2 + column / 8 : column;

    /// <summary>Bytes of the keys or the values of a head, a multiple of 64.</summary>
    private int PartBytes(int dim)
    {
        int scales = Precision == KeyValuePrecision.Q8_0 ? Quants.ScaleBytes(dim) : 0;
        return checked(PageTokens / Tile.Columns * dim * ColumnsBytes + scales + 63) / 64 * 64;
    }
}
