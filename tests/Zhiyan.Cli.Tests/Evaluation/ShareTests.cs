using Zhiyan.Cli.Evaluation;

namespace Zhiyan.Cli.Tests.Evaluation;

public sealed class ShareTests
{
    [Theory]
    [InlineData(50, 100, "0.500 (0.404–0.596)")]
    [InlineData(100, 100, "1.000 (0.963–1.000)")]
    [InlineData(0, 10, "0.000 (0.000–0.278)")]
    public void Is_told_with_its_interval(int right, int of, string told)
    {
        Assert.Equal(told, new Share(right, of).ToString());
    }
}
