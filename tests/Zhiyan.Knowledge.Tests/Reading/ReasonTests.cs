using System.Text.Json;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading;

public sealed class ReasonTests
{
    [Fact]
    public void A_reason_is_kept_with_its_code_its_part_and_what_fills_its_sentence()
    {
        var reason = Reason.Of(ReasonCode.PagePictureUnread, 1234, "JPXDecode") with { Part = "scan.pdf" };

        var kept = JsonSerializer.Deserialize<Reason>(JsonSerializer.Serialize(reason))!;

        Assert.Equal((ReasonCode.PagePictureUnread, "scan.pdf"), (kept.Code, kept.Part));
        Assert.Equal("scan.pdf: page 1,234: a picture in the format JPXDecode cannot be decoded.", kept.ToString());
    }

    [Fact]
    public void What_earlier_libraries_kept_in_words_is_shown_as_it_is()
    {
        var kept = JsonSerializer.Deserialize<Reason[]>("""["it is {odd}."]""")!;

        Assert.Equal((ReasonCode.Other, "it is {odd}."), (kept[0].Code, kept[0].ToString()));
    }

    [Fact]
    public void Every_code_has_a_sentence() => Assert.All(Enum.GetValues<ReasonCode>(), code => Assert.NotEmpty(ReasonTexts.English(code)));
}
