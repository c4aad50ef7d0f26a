using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class RopeTests
{
    public static MatrixTheoryData<RopePairing, int, int> Shapes =>
        new([RopePairing.HalfSplit, RopePairing.Interleaved], [2, 8, 18, 32, 64, 80, 128], [0, 2, 10, 40]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Agrees_with_its_definition_and_leaves_the_rest_of_the_head(RopePairing pairing, int headDim, int unturned)
    {
        int pairs = Math.Max(headDim - unturned, 0) / 2;
        var (cos, sin) = Table(pairs, position: 17);
        var heads = Samples.Normal(3 * headDim, seed: headDim);
        var expected = heads.ToArray();
        Rope.Reference(expected, headDim, cos, sin, pairing);

        Rope.Apply(heads, headDim, cos, sin, pairing);

        Samples.AssertClose(expected, heads, 1e-6f);
        for (int head = 0; head < 3; head++)
        {
            var rest = (head * headDim + 2 * pairs)..((head + 1) * headDim);
            Samples.AssertSameBits(expected.AsSpan()[rest], heads.AsSpan()[rest]);
        }
    }

    [Fact]
    public void Turns_the_pairs_it_names()
    {
        float[] halves = [1, 2, 3, 4, 9], neighbours = [1, 2, 3, 4, 9];
        float[] cos = [0, 1], sin = [1, 0];

        Rope.Apply(halves, 5, cos, sin, RopePairing.HalfSplit);
        Rope.Apply(neighbours, 5, cos, sin, RopePairing.Interleaved);

        Assert.Equal([-3f, 2, 1, 4, 9], halves);
        Assert.Equal([-2f, 1, 3, 4, 9], neighbours);
    }

    [Fact]
    public void Refuses_more_pairs_than_a_head_has()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Rope.Apply(new float[8], 8, new float[5], new float[5], RopePairing.HalfSplit));
    }

    private static (float[] Cos, float[] Sin) Table(int pairs, int position)
    {
        var angles = Enumerable.Range(0, pairs).Select(i => position * Math.Pow(10_000, -(double)i / pairs)).ToArray();
        return (angles.Select(a => (float)Math.Cos(a)).ToArray(), angles.Select(a => (float)Math.Sin(a)).ToArray());
    }
}
