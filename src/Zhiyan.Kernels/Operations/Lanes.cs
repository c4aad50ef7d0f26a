using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>
/// Eight floats at a time with the end of a span padded, so that an element's value never depends on where it lies, and sums
/// over lanes in one order, so that a sum is the same bits on every machine.
/// </summary>
internal static class Lanes
{
    public const int Count = 8;

    /// <summary>The first eight values of <paramref name="source"/>; lanes it is too short for hold <paramref name="padding"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(ReadOnlySpan<float> source, float padding = 0) =>
        source.Length >= Count ? Vector256.Create(source) : LoadEnd(source, padding);

    /// <summary>Writes as many of the eight lanes as <paramref name="target"/> has room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> values, Span<float> target)
    {
        if (target.Length >= Count) values.CopyTo(target);
        else StoreEnd(values, target);
    }

    public static float Sum(Vector256<float> lanes)
    {
        var four = lanes.GetLower() + lanes.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    public static float Max(Vector256<float> lanes)
    {
        var four = Vector128.MaxNative(lanes.GetLower(), lanes.GetUpper());
        var two = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    private static Vector256<float> LoadEnd(ReadOnlySpan<float> source, float padding)
    {
        Span<float> padded = stackalloc float[Count];
        padded.Fill(padding);
        source.CopyTo(padded);
        return Vector256.Create<float>(padded);
    }

    private static void StoreEnd(Vector256<float> values, Span<float> target)
    {
        Span<float> padded = stackalloc float[Count];
        values.CopyTo(padded);
        padded[..target.Length].CopyTo(target);
    }
}
