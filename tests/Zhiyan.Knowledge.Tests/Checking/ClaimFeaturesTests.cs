using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Tests.Checking;

public sealed class ClaimFeaturesTests
{
    private const string English = "The bridge was opened in 1931. Ada Holm, who had studied in Vienna, designed it for 85 workers. It was never painted.";
    private const string Chinese = "青河大桥于1931年通车，由何雅达设计。她曾留学维也纳。大桥从未上过漆，全长85公里。";

    [Fact]
    public void A_number_that_the_passage_lacks_is_missing_and_the_reason_tells_its_rival()
    {
        var features = new ClaimFeatures("青河大桥全长95公里。", Chinese, PlainFolding.Fold);

        Assert.Equal(1, features.Values.Single(feature => feature.Name == "numbers_missing").Value);
        Assert.Contains("number: 95 not in passage, which has 85", features.Reasons);
        Assert.True(features.Conflicts);
    }

    [Fact]
    public void What_is_copied_is_word_for_word()
    {
        var features = new ClaimFeatures("The bridge was opened in 1931.", English, PlainFolding.Fold);

        Assert.True(features.IsWordForWord);
        Assert.Equal(1, features.Alignment.BestCoverage, 6);
    }

    [Fact]
    public void A_copy_with_another_number_is_an_altered_copy()
    {
        var features = Of("The bridge was opened in 1936.", English);

        Assert.Equal(1, features["altered_copy"]);
    }

    [Fact]
    public void A_name_that_the_passage_lacks_is_missing()
    {
        var features = Of("It was designed by Edith Krug.", English);

        Assert.Equal(2, features["names_missing"]);
    }

    [Fact]
    public void A_title_in_marks_is_a_name()
    {
        var features = Of("《长桥》由何雅达设计。", Chinese);

        Assert.Equal(1, features["names_missing"]);
    }

    [Theory]
    [InlineData("The bridge was not opened in 1931.", "denies_alone", 1)]
    [InlineData("It was not painted.", "denies_both", 1)]
    [InlineData("It was painted.", "denied_by_passage", 1)]
    public void Denials_are_seen(string claim, string name, double expected)
    {
        var features = Of(claim, English);

        Assert.Equal(expected, features[name]);
    }

    [Fact]
    public void Traditional_characters_meet_simplified_ones_where_the_fold_joins_them()
    {
        static string Fold(string text) => text.Replace('橋', '桥').Replace('長', '长');

        var apart = Of("大橋全長85公里。", Chinese)["best_coverage"];
        var joined = new ClaimFeatures("大橋全長85公里。", Chinese, Fold).Values.Single(feature => feature.Name == "best_coverage").Value;

        Assert.True(joined > apart);
    }

    [Fact]
    public void A_claim_of_two_sentences_is_laid_over_both()
    {
        var alignment = new Alignment("Ada Holm designed what was never painted", English, PlainFolding.Fold);

        Assert.Equal([1, 2], alignment.Window);
        Assert.Equal("Ada Holm, who had studied in Vienna, designed it for 85 workers. It was never painted.", English[alignment.Evidence!.Value.Start..alignment.Evidence.Value.End]);
    }

    private static Dictionary<string, double> Of(string claim, string passage) =>
        new ClaimFeatures(claim, passage, PlainFolding.Fold).Values.ToDictionary(feature => feature.Name, feature => feature.Value);
}
