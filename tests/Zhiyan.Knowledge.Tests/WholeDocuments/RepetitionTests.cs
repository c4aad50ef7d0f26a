using Zhiyan.Knowledge.WholeDocuments;

namespace Zhiyan.Knowledge.Tests.WholeDocuments;

public sealed class RepetitionTests
{
    [Theory]
    [InlineData("他闭着眼睛，听他怎样，听他怎样，听他怎样，听他怎样，", "他闭着眼睛，听他怎样")]
    [InlineData("He came, he saw and went, he came, he saw and went, he came, he saw and went, he came", "He came, he saw and went")]
    [InlineData("He came, he came, and he won.", "He came, he came, and he won.")]
    [InlineData("", "")]
    public void Is_cut_off_from_the_third_time_on(string sentence, string cut)
    {
        Assert.Equal(cut, Repetition.Cut(sentence));
    }
}
