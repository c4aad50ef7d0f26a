using Zhiyan.Kernels.Threading;

namespace Zhiyan.Kernels.Tests.Threading;

public sealed class ProcessorTopologyTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData(" 0-3,8\n", new[] { 0, 1, 2, 3, 8 })]
    [InlineData("", new int[0])]
    public void A_list_of_processors_is_read_as_the_kernel_writes_it(string list, int[] expected)
    {
        Assert.Equal(expected, ProcessorTopology.ParseList(list));
    }
}
