using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Tests.Checking;

public sealed class WordForWordTests
{
    [Theory]
    [InlineData("it opened in 1931. it is long.", "it is long.")]
    [InlineData("it opened in 1931. it is long.", "it opened in 1931. it is long")]
    [InlineData("at 30 °c. this is warm.", "this is warm.")]
    [InlineData("大桥很长。\n它于1931年通车。", "它于1931年通车;")]
    [InlineData("a heading\nit is long", "a heading")]
    public void A_whole_sentence_is(string passage, string claim) => Assert.True(WordForWord.Says(passage, claim));

    [Theory]
    [InlineData("nobody says that it is long.", "it is long.")]
    [InlineData("it is long, but narrow.", "it is long.")]
    [InlineData("it weighs 3.5 tons.", "5 tons.")]
    [InlineData("it is 3.5 km long.", "it is 3.")]
    [InlineData("并非大桥很长。", "大桥很长。")]
    [InlineData("it is long.", "...")]
    public void A_part_of_one_is_not(string passage, string claim) => Assert.False(WordForWord.Says(passage, claim));
}
