using Zhiyan.Server.Libraries;

namespace Zhiyan.Server.Tests.Libraries;

public sealed class CodePointsTests
{
    [Fact]
    public void A_place_in_code_points_leads_back_to_its_place_in_the_text()
    {
        var text = "😀a𠮷𠮷b";
        var points = new CodePoints(text);

        int[] units = [.. Enumerable.Range(0, 6).Select(points.Units)];

        Assert.Equal([0, 2, 3, 5, 7, 8], units);
        Assert.Equal([0, 1, 2, 3, 4, 5], units.Select(points.Of));
    }
}
