using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Tests.Checking;

public sealed class OneSentenceTests
{
    private const string Passage = "Ada Holm (born 1890) was an engineer. In 1931 she opened the long bridge over the river Tarn. It never carried trains. Her brother Otto painted boats.";

    [Theory]
    [InlineData("Ada Holm opened the bridge over the Tarn in 1931.")]       // her name stands in the first sentence
    [InlineData("In 1931 she inaugurated the long bridge over the Tarn.")]  // one word in another way
    [InlineData("It never carried a train.")]
    public void A_sentence_says_it_alone(string claim) => Assert.True(Says(claim));

    [Theory]
    [InlineData("Otto opened the bridge in 1931.")]                         // from two sentences
    [InlineData("Ada Holm opened the bridge over the Seine in 1931.")]      // the word that lacks is a name
    [InlineData("Ada Holm opened the bridge over the Tarn in 1936.")]       // another number
    [InlineData("Ada Holm opened the longest bridge over the Tarn.")]       // it goes farther
    [InlineData("Ada Holm never opened the long bridge over the Tarn.")]    // it denies
    [InlineData("It carried trains.")]                                      // the sentence denies
    public void No_sentence_says_it_alone(string claim) => Assert.False(Says(claim));

    private static bool Says(string claim) => OneSentence.Says(claim, Passage, new Alignment(claim, Passage, PlainFolding.Fold), PlainFolding.Fold);
}
