using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Tests.Checking;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("它于1942年建成。", "Year 1942")]
    [InlineData("一九三七年爆发", "Year 1937")]
    [InlineData("捐款有386亿美元", "Number 38600000000")]
    [InlineData("率领27萬蒙古軍", "Number 270000")]
    [InlineData("三百二十人", "Number 320")]
    [InlineData("5月15日召开", "Date 515")]
    [InlineData("十二月三号", "Date 1203")]
    [InlineData("20世纪80年代末", "Decade 1980")]
    [InlineData("占70.4%", "Percent 70.4")]
    [InlineData("约占总人口的三成", "Percent 30")]
    [InlineData("第三名", "Ordinal 3")]
    [InlineData("16世紀的描述", "Century 16")]
    [InlineData("on 8 february 2007", "Date 208, Year 2007")]
    [InlineData("june 26, 1915", "Date 626, Year 1915")]
    [InlineData("in the 1970s", "Decade 1970")]
    [InlineData("the 19th century", "Century 19")]
    [InlineData("over 1.5 million people", "Number 1500000")]
    [InlineData("111,529 homes", "Number 111529")]
    [InlineData("twenty-six episodes", "Number 26")]
    [InlineData("the third woman", "Ordinal 3")]
    [InlineData("the 3rd woman", "Ordinal 3")]
    [InlineData("60 percent", "Percent 60")]
    public void Reads_the_numbers_of_both_languages(string text, string expected)
    {
        var found = Quantities.Of(text);

        Assert.Equal(expected, string.Join(", ", found.Select(quantity => FormattableString.Invariant($"{quantity.Kind} {quantity.Value}"))));
    }

    [Theory]
    [InlineData("他们一起走红")]
    [InlineData("使用k310ud12")]
    [InlineData("nobody said anything")]
    public void Takes_no_word_and_no_code_for_a_number(string text) => Assert.Empty(Quantities.Of(text));

    [Theory]
    [InlineData("in the 1970s", "born in 1975", true)]
    [InlineData("in the 1970s", "born in 1985", false)]
    [InlineData("in the 17th century", "written in 1601", true)]
    [InlineData("in june", "june 26, 1915", true)]
    [InlineData("在5月16日", "5月15日召开", false)]
    [InlineData("有三十人", "共30人", true)]
    public void A_wider_time_follows_from_a_narrower_one(string claim, string passage, bool follows)
    {
        var claimed = Quantities.Of(claim)[0];

        var said = Quantities.Of(passage);

        Assert.Equal(follows, said.Any(claimed.Follows));
    }
}
