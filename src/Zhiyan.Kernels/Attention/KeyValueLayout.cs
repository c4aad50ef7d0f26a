namespace Zhiyan.Kernels.Attention;

/// <summary>
/// The shape of a page of the cache: 32 tokens of one layer. A page holds its heads one after the other; of a head first the keys,
/// sixteen of them side by side, as [2][keyDim][16 keys], then the values, sixteen dimensions side by side, as [valueDim / 16][32
/// keys][16], so that one product (<see cref="Tile"/>) reads both from front to back. valueDim is rounded up to a multiple of 16.
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
        PageBytes = checked(heads * PageTokens * (keyDim + PaddedValueDim) * ValueBytes);
    }

    /// <summary>Key-value heads.</summary>
    public int Heads { get; }

    public int KeyDim { get; }

    public int ValueDim { get; }

    public KeyValuePrecision Precision { get; }

    /// <summary>Bytes of one page, always a multiple of 64.</summary>
    public int PageBytes { get; }

    internal int PaddedValueDim { get; }

    internal int ValueBytes => Precision == KeyValuePrecision.F16 ? sizeof(ushort) : sizeof(float);

    /// <summary>Where the keys of a head start, counted in values from the start of the page.</summary>
    internal int Keys(int head) => head * PageTokens * (KeyDim + PaddedValueDim);

    /// <summary>Where the values of a head start, counted in values from the start of the page.</summary>
    internal int Values(int head) => Keys(head) + PageTokens * KeyDim;

    /// <summary>
    /// Where dimension <paramref name="d"/> of the key in <paramref name="slot"/> is, counted from the start of its head's keys.
    /// </summary>
    internal int Key(int slot, int d) => (slot / Tile.Columns * KeyDim + d) * Tile.Columns + Column(slot % Tile.Columns);

    /// <summary>
    /// Where dimension <paramref name="d"/> of the value in <paramref name="slot"/> is, counted from the start of its head's values.
    /// </summary>
    internal int Value(int slot, int d) => (d / Tile.Columns * PageTokens + slot) * Tile.Columns + Column(d % Tile.Columns);

    /// <summary>Where one of sixteen columns is: <see cref="Halves"/> keep i and i + 8 together.</summary>
    private int Column(int column) => Precision == KeyValuePrecision.F16 ? column % 8 * 2 + column / 8 : column;
}
