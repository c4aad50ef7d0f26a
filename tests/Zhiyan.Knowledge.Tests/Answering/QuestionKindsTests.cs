using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Knowledge.Tests.Answering;

public sealed class QuestionKindsTests
{
    [Theory]
    [InlineData("三成在几月几日抵达佐和山城?", "When")]
    [InlineData("when was the exchange opened?", "When")]
    [InlineData("白尾雀鲷生活在水深多少的海域？", "HowMany")]
    [InlineData("how many balls did he intercept?", "HowMany")]
    [InlineData("哪一个人继任了总统一职?", "Who")]
    [InlineData("who listed the market?", "Who")]
    [InlineData("大曲车站的地址是哪里？", "Where")]
    [InlineData("张元素为什么落第？", "Why")]
    [InlineData("魏裔介的著作是什么？", "Other")]
    public void Are_known_by_their_words(string question, string kind)
    {
        Assert.Equal(kind, QuestionKinds.Of(question).ToString());
    }

    [Theory]
    [InlineData("When", "when did it open?", "It opened in April 1991.", true)]
    [InlineData("When", "when did it open?", "It is a large market.", false)]
    [InlineData("HowMany", "多少公里？", "总长36.8公里。", true)]
    [InlineData("HowMany", "2011年多少公里？", "2011年开工。", false)]
    [InlineData("Who", "who played?", "Kurt Coleman played.", true)]
    [InlineData("Why", "为什么？", "因为犯了庙讳。", true)]
    public void Fit_sentences_that_hold_what_is_asked_for(string kind, string question, string sentence, bool fits)
    {
        Assert.Equal(fits, AnswerType.Fits(Enum.Parse<QuestionKind>(kind), question, sentence.ToLowerInvariant(), sentence));
    }
}
