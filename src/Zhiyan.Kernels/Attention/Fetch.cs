namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Memory to bring near while <see cref="Tile"/> works: so many bytes for every k of 16 columns. The hardware follows neither the pages
/// of a cache nor the jumps within them. With a step of 0 there is nothing to fetch.
/// </summary>
internal readonly unsafe struct Fetch(byte* start, nint step)
{
    public readonly byte* Start = start;
    public readonly nint Step = step;

    /// <summary>What is left after so many k of 16 columns.</summary>
    public Fetch Skip(int count) => new(Start + count * Step, Step);
}
