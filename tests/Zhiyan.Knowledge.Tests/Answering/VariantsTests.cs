using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Knowledge.Tests.Answering;

public sealed class VariantsTests
{
    [Theory]
    [InlineData("三成在3月19日抵達佐和山城。", "三成在3月22日抵达佐和山城", "Differing")]
    [InlineData("The test was on January 27, 1967.", "The test was on January 27, 1967", "Equal")]
    [InlineData("The test was on January 27, 1967.", "The test was on January 30, 1967.", "Differing")]
    [InlineData("The test was on January 27, 1967.", "Rivers carry water to the sea.", "Unlike")]
    [InlineData("臺灣大學", "台湾大学", "Equal")]
    public void Say_whether_two_sentences_are_versions_of_one(string one, string other, string relation)
    {
        Assert.Equal(relation, new Variants(KnowledgeAssets.Folding).Compare(one, other).ToString());
    }
}
