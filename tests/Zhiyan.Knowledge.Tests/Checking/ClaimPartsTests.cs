using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Tests.Checking;

public sealed class ClaimPartsTests
{
    [Theory]
    [InlineData("巴吞他尼府建于1632年；它是右前卫中部的一个府。", 2)]
    [InlineData("Dr. Holm built it. It is painted white.", 2)]
    [InlineData("Ada Holm built the bridge.", 1)]
    [InlineData("Ada Holm built the bridge! Yes.", 1)]
    [InlineData("…", 1)]
    public void A_claim_is_cut_where_a_statement_ends(string claim, int expected) => Assert.Equal(expected, ClaimParts.Of(claim).Count);

    [Fact]
    public void What_goes_beyond_the_bound_belongs_to_the_last()
    {
        var parts = ClaimParts.Of(string.Concat(Enumerable.Repeat("Ada Holm built the bridge. ", 20)));

        Assert.Equal(8, parts.Count);
    }
}
