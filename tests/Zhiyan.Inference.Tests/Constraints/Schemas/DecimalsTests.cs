using System.Globalization;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints.Schemas;

namespace Zhiyan.Inference.Tests.Constraints.Schemas;

public sealed class DecimalsTests
{
    /// <summary>Every decimal of up to three digits before and two after the point, and its neighbours in form.</summary>
    private static readonly string[] texts =
    [
        .. from sign in (string[])["", "-"]
           from whole in Enumerable.Range(0, 121)
           from fraction in (string[])["", ".0", ".5", ".25", ".50", ".01", ".10", ".99"]
           select sign + whole + fraction,
        "1000", "999.999", "-1000.001", "0.001", "-0.001", "12.3456",
    ];

    public static TheoryData<string> Bounds => ["0", "1", "-1", "10", "100", "0.5", "-0.25", "99.99", "12.5", "-12.50", "1e1", "25e-2", "-100", "0.01", "9"];

    [Theory, MemberData(nameof(Bounds))]
    public void Bounds_are_exact(string text)
    {
        var number = Number(text);
        var bound = decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var (atLeast, moreThan, atMost, lessThan) = (Decimals.AtLeast(number), Decimals.MoreThan(number), Decimals.AtMost(number), Decimals.LessThan(number));

        foreach (var each in texts)
        {
            var value = decimal.Parse(each, CultureInfo.InvariantCulture);
            var isPlain = !(value == 0 && each[0] == '-');
            Assert.Equal(isPlain && value >= bound, atLeast.Accepts(each));
            Assert.Equal(isPlain && value > bound, moreThan.Accepts(each));
            Assert.Equal(isPlain && value <= bound, atMost.Accepts(each));
            Assert.Equal(isPlain && value < bound, lessThan.Accepts(each));
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("7")]
    [InlineData("100")]
    [InlineData("0.5")]
    [InlineData("0.25")]
    [InlineData("1.5")]
    [InlineData("0.01")]
    public void Multiples_are_exact(string text)
    {
        var multiples = Decimals.MultiplesOf(Number(text));
        var divisor = decimal.Parse(text, CultureInfo.InvariantCulture);

        foreach (var each in texts)
        {
            var value = decimal.Parse(each, CultureInfo.InvariantCulture);
            Assert.Equal(!(value == 0 && each[0] == '-') && value % divisor == 0, multiples.Accepts(each));
        }
    }

    [Theory]
    [InlineData("1.50e3", "1500")]
    [InlineData("-0.0", "0")]
    [InlineData("12300E-4", "1.23")]
    [InlineData("-5e-3", "-0.005")]
    [InlineData("100", "100")]
    [InlineData("123456789012345678901234567890.10", "123456789012345678901234567890.1")]
    public void Numbers_are_read_exactly(string text, string plain) => Assert.Equal(plain, Number(text).ToString());

    private static PlainNumber Number(string text) => PlainNumber.Parse(JsonNode.Parse(text)!.AsValue());
}
