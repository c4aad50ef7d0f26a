using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class AddTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void Agrees_with_its_definition_for_one_row_and_for_several(int width)
    {
        foreach (int rows in (int[])[1, 3])
        {
            var x = Samples.Normal(rows * width, seed: width);
            var addend = Samples.Normal(width, seed: width + 1);
            var expected = x.ToArray();
            Add.Reference(expected, addend);

            Add.Into(x, addend);

            Samples.AssertSameBits(expected, x);
        }
    }

    [Fact]
    public void Refuses_an_addend_that_does_not_fit_the_rows()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Add.Into(new float[10], new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Add.Into(new float[10], []));
    }
}
