using System.Globalization;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.Pages;

namespace Zhiyan.Server.Tests.Libraries;

public sealed class ReasonWordsTests
{
    [Fact]
    public void Every_reason_has_its_words_and_in_English_they_are_those_of_a_verb()
    {
        var (english, chinese) = (Languages.TextsOf(Languages.English), Languages.TextsOf(Languages.Chinese));

        Assert.All(Enum.GetValues<ReasonCode>(), code =>
        {
            Assert.Equal(ReasonTexts.English(code), english[ReasonWords.Key(code)]);
            Assert.Contains(ReasonWords.Key(code), chinese.Keys);
        });
    }

    [Fact]
    public void A_reason_names_its_part_and_fills_its_places()
    {
        var reason = new Reason(ReasonCode.TooManyPages, "20,000") { Part = "附件.pdf" };

        var words = ReasonWords.Of(reason, new Texts("zh", new CultureInfo("zh")));

        Assert.Equal("附件.pdf：超过 20,000 页；请拆成几份。", words);
    }
}
