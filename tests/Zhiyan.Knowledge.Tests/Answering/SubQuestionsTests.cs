using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Knowledge.Tests.Answering;

public sealed class SubQuestionsTests
{
    [Theory]
    [InlineData("永昌大君在哪一年被杀？另外，德国总理是谁？", "永昌大君在哪一年被杀？", "德国总理是谁？")]
    [InlineData("Who was hired? Also, what did he do?", "Who was hired?", "what did he do?")]
    [InlineData("茶什么时候采？", "茶什么时候采？")]
    [InlineData("Tell me of the tea", "Tell me of the tea")]
    [InlineData("Is it? Or?", "Is it? Or?")]
    public void Are_what_is_asked_one_by_one(string text, params string[] questions)
    {
        Assert.Equal(questions, SubQuestions.Of(text));
    }
}
