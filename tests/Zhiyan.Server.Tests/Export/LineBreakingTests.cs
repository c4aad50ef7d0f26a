using Zhiyan.Server.Export;
using Zhiyan.Server.Export.Fonts;
using Zhiyan.Server.Export.Pdf;

namespace Zhiyan.Server.Tests.Export;

public sealed class LineBreakingTests
{
    private static readonly Typesetter Type = new(new DocumentFonts(Path.Combine(AppContext.BaseDirectory, "web", "fonts")));

    [Theory]
    [InlineData("一二三四五六七八", 40, "一二三四|五六七八")]
    [InlineData("一二三四，五六七", 40, "一二三|四，五六|七")]
    [InlineData("一二三“四五”六", 40, "一二三|“四五”六")]
    [InlineData("一二三（四）五", 40, "一二三|（四）五")]
    [InlineData("two words here", 50, "two|words|here")]
    [InlineData("中文word中文", 40, "中文|word中|文")]
    [InlineData("aaaaaaaaaaaaaaa", 40, "aaaaaaa|aaaaaaa|a")]
    [InlineData("一\n二", 40, "一|二")]
    [InlineData("。。。。。。", 40, "。。。。|。。")]
    public void Lines_end_where_their_script_lets_them(string text, double width, string expected)
    {
        var set = Type.Set(text, new TextStyle(10, 15, Ink.Text));

        var lines = set.Lines(width).Select(line => string.Concat(set.Characters[line.Start..line.End].Select(character => char.ConvertFromUtf32(character.CodePoint))));

        Assert.Equal(expected, string.Join('|', lines));
    }

    [Fact]
    public void A_full_Chinese_line_is_set_flush_and_the_last_is_not()
    {
        var set = Type.Set(new string('字', 50), new TextStyle(10, 15, Ink.Text));

        var lines = set.Lines(255);

        Assert.Equal(5.0 / 24, lines[0].Stretch, 3);
        Assert.Equal(0, lines[1].Stretch);
    }

    [Theory]
    [InlineData("https://example.org/a", true)]
    [InlineData("mailto:a@example.org", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("/relative", false)]
    [InlineData(null, false)]
    public void Only_the_web_and_mail_are_linked(string? address, bool isLinked) => Assert.Equal(isLinked, SafeLink.Parse(address) is not null);
}
