using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Tests.Operations;

namespace Zhiyan.Kernels.Tests.Attention;

public sealed class KeyValuePageTests
{
    public static MatrixTheoryData<KeyValuePrecision, int, int> Layouts =>
        new(Enum.GetValues<KeyValuePrecision>(), [5, 8, 64, 80], [3, 16, 24, 64]);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Gives_back_what_was_stored_last(KeyValuePrecision precision, int keyDim, int valueDim)
    {
        var layout = new KeyValueLayout(3, keyDim, valueDim, precision);
        var pages = new Pages(layout, 32);
        var keys = Samples.Normal(33 * 3 * keyDim, seed: 1).Chunk(3 * keyDim).ToArray();
        var values = Samples.Normal(33 * 3 * valueDim, seed: 2).Chunk(3 * valueDim).ToArray();

        for (int slot = 0; slot < 32; slot++) pages.Store(slot, keys[slot], values[slot]);
        pages.Store(7, keys[7] = keys[32], values[7] = values[32]);

        var (key, value) = (new float[3 * keyDim], new float[3 * valueDim]);
        for (int slot = 0; slot < 32; slot++)
        {
            pages.Load(slot, key, value);
            Samples.AssertSameBits(Kept(keys[slot], keyDim, precision), key);
            Samples.AssertSameBits(Kept(values[slot], valueDim, precision), value);
        }
    }

    [Fact]
    public void Keeps_halves_as_the_runtime_rounds_them()
    {
        var layout = new KeyValueLayout(1, 8, 8, KeyValuePrecision.F16);
        var pages = new Pages(layout, 32);
        var random = new Random(5);
        var (key, value, expected) = (new float[8], new float[8], new float[8]);

        for (int round = 0; round < 200_000; round++)
        {
            for (int i = 0; i < 8; i++)
            {
                // Halves of every sign and exponent, the midpoints between neighbours, and the floats just beside both.
                ushort half = (ushort)random.Next(0x10000);
                float low = (float)BitConverter.UInt16BitsToHalf(half), high = (float)BitConverter.UInt16BitsToHalf((ushort)(half + 1));
                float x = random.Next(2) == 0 ? low : (low + high) / 2;
                x = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x) + random.Next(-1, 2));
                expected[i] = Kept(key[i] = float.IsFinite(x) ? x : 0, KeyValuePrecision.F16);
            }
            pages.Store(round % 32, key, key);
            var (k, v) = (new float[8], value);
            pages.Load(round % 32, k, v);
            Samples.AssertSameBits(expected, k);
            Samples.AssertSameBits(expected, v);
        }
    }

    [Theory]
    [InlineData(65504f, 65504f)]
    [InlineData(65520f, 65504f)]
    [InlineData(-1e30f, -65504f)]
    [InlineData(float.PositiveInfinity, 65504f)]
    [InlineData(2.9e-8f, 0f)]
    [InlineData(5.96e-8f, 5.9604645e-8f)]
    [InlineData(1e-40f, 0f)]
    public void Saturates_and_goes_to_zero_by_degrees(float stored, float kept)
    {
        var pages = new Pages(new KeyValueLayout(1, 1, 1, KeyValuePrecision.F16), 32);
        float[] key = [0], value = [0];

        pages.Store(3, [stored], [-stored]);
        pages.Load(3, key, value);

        Assert.Equal(kept, key[0]);
        Assert.Equal(-kept, value[0]);
    }

    [Fact]
    public void Refuses_a_slot_or_a_width_that_is_not_there()
    {
        var layout = new KeyValueLayout(2, 8, 8, KeyValuePrecision.F32);
        nint page = new Pages(layout, 32).Table[0];

        Assert.Throws<ArgumentOutOfRangeException>(() => KeyValuePage.Store(layout, page, 32, new float[16], new float[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyValuePage.Store(layout, page, 0, new float[8], new float[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyValuePage.Store(layout, 0, 0, new float[16], new float[16]));
    }

    [Theory]
    [InlineData(0f, 1e-31f)]
    [InlineData(1e-25f, -3e-26f)]
    [InlineData(3e38f, -3.4e38f)]
    public void Quantises_the_smallest_and_the_largest_to_within_half_a_step(float first, float second)
    {
        var pages = new Pages(new KeyValueLayout(1, 2, 2, KeyValuePrecision.Q8_0), 32);
        float[] key = [0, 0], value = [0, 0];

        pages.Store(5, [first, second], [second, first]);
        pages.Load(5, key, value);

        float halfStep = Math.Max(1e-30f, Math.Max(Math.Abs(first), Math.Abs(second)) / 253);
        Assert.InRange(key[0] - first, -halfStep, halfStep);
        Assert.InRange(key[1] - second, -halfStep, halfStep);
        Assert.Equal([key[1], key[0]], value);
    }

    /// <summary>One token's heads as they are kept.</summary>
    private static float[] Kept(float[] heads, int dim, KeyValuePrecision precision) => precision == KeyValuePrecision.Q8_0
        ? [.. heads.Chunk(dim).SelectMany(head => head.Chunk(32)).SelectMany(Quantised)]
        : [.. heads.Select(x => Kept(x, precision))];

    private static IEnumerable<float> Quantised(float[] block)
    {
        float max = block.Max(Math.Abs), scale = max / 127, inverse = 127 / max;
        return block.Select(x => (int)MathF.Round(x * inverse) * scale);
    }

    private static float Kept(float x, KeyValuePrecision precision) =>
        precision == KeyValuePrecision.F32 ? x : Math.Clamp((float)(Half)x, -65504f, 65504f);
}
