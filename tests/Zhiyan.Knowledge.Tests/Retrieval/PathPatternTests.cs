using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Tests.Retrieval;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("reports", "reports/2024/a.pdf", true)]
    [InlineData("reports/", "reports/a.pdf", true)]
    [InlineData("reports", "reports.pdf", false)]
    [InlineData("*.pdf", "a.PDF", true)]
    [InlineData("*.pdf", "reports/a.pdf", false)]
    [InlineData("**/*.pdf", "a.pdf", true)]
    [InlineData("**/*.pdf", "reports/2024/a.pdf", true)]
    [InlineData("reports/**", "reports/2024/a.pdf", true)]
    [InlineData("a?.txt", "ab.txt", true)]
    [InlineData("a?.txt", "a.txt", false)]
    [InlineData("a+b[1].txt", "a+b[1].txt", true)]
    [InlineData("规定/*.txt", "规定/出差.txt", true)]
    public void A_pattern_fits_paths(string pattern, string path, bool fits)
    {
        Assert.Equal(fits, new PathPattern(pattern).Fits(path));
    }
}
