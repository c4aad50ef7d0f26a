using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.Tests.Checking;

public sealed class ClaimCheckerTests
{
    private const string Chinese = "青河大桥于1931年通车，由何雅达设计。她曾留学维也纳，后来回到家乡任教。大桥全长85公里，是当地最长的桥。";
    private const string English = "The bridge was opened in 1931. Ada Holm, who had studied in Vienna, designed it. It is 85 km long.";

    [Theory]
    [InlineData("青河大桥于1931年通车，由何雅达设计。", Chinese, "青河大桥于1931年通车，由何雅达设计。")]
    [InlineData("The bridge was opened in 1931.", English, "The bridge was opened in 1931.")]
    public async Task What_the_passage_says_is_likelier_than_the_same_with_another_number(string sentence, string passage, string evidence)
    {
        var checker = new ClaimChecker(null);

        var said = await checker.Check(sentence, passage);
        var altered = await checker.Check(sentence.Replace("1931", "1936", StringComparison.Ordinal), passage);

        Assert.True(said.SupportedProbability > 0.5);
        Assert.True(altered.SupportedProbability < 0.5);
        Assert.NotEqual(Verdict.Supported, altered.Verdict);
        Assert.Equal(evidence, altered.Evidence is { } range ? passage[range.Start..range.End] : "");
    }

    [Fact]
    public async Task Another_number_contradicts_and_says_which()
    {
        var verdict = await new ClaimChecker(null).Check("大桥全长95公里。", Chinese);

        Assert.Equal(Verdict.Contradicted, verdict.Verdict);
        Assert.Contains("number: 95 not in passage, which has 85", verdict.Reasons);
    }

    [Fact]
    public async Task A_true_statement_beside_a_false_one_is_partly_said()
    {
        var verdict = await new ClaimChecker(null).Check("青河大桥于1931年通车，由何雅达设计。大桥全长95公里。", Chinese);

        Assert.Equal(Verdict.Partly, verdict.Verdict);
        Assert.Equal("青河大桥于1931年通车，由何雅达设计。", Chinese[verdict.Evidence!.Value.Start..verdict.Evidence.Value.End]);
    }

    [Fact]
    public async Task Nothing_is_shown_where_nothing_is_found()
    {
        var verdict = await new ClaimChecker(null).Check("企鹅在1999年学会了飞行。", Chinese);

        Assert.Null(verdict.Evidence);
        Assert.True(verdict.SupportedProbability < 0.5);
    }

    [Fact]
    public async Task Without_a_model_the_reasons_say_so()
    {
        var alone = await new ClaimChecker(null).Check("大桥全长85公里。", Chinese);
        var asked = await new ClaimChecker(new ScriptedLikelihoods(-0.1)).Check("大桥全长85公里。", Chinese);

        Assert.Contains("model: none was asked", alone.Reasons);
        Assert.DoesNotContain("model: none was asked", asked.Reasons);
    }

    [Theory]
    [InlineData("She had studied in Vienna.", English)]
    [InlineData("她曾在维也纳留学。", Chinese)]
    [InlineData("她曾在维也纳留学。", English)]
    public async Task A_model_that_says_yes_makes_it_likelier(string sentence, string passage)
    {
        var yes = await new ClaimChecker(new ScriptedLikelihoods(first: 1)).Check(sentence, passage);
        var no = await new ClaimChecker(new ScriptedLikelihoods(first: -3)).Check(sentence, passage);

        Assert.True(yes.SupportedProbability > no.SupportedProbability);
    }

    [Fact]
    public async Task Every_message_begins_with_the_same_text_so_that_it_is_read_once()
    {
        var model = new ScriptedLikelihoods(-1);

        await new ClaimChecker(model).Check("她曾在维也纳学习。", Chinese);

        Assert.True(model.Messages.Count > 1);
        Assert.All(model.Messages, message => Assert.StartsWith("她曾留学维也纳，后来回到家乡任教。", message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("It is 85 km long.", English)]
    [InlineData("The bridge was opened in 1931. It is 85 km long.", English)]
    [InlineData("大桥全长85公里，是当地最长的桥。", Chinese)]
    public async Task What_stands_in_the_passage_word_for_word_is_supported_and_no_model_is_asked(string sentence, string passage)
    {
        var model = new ScriptedLikelihoods(first: -9);

        var verdict = await new ClaimChecker(model).Check(sentence, passage);

        Assert.Equal(Verdict.Supported, verdict.Verdict);
        Assert.Empty(model.Messages);
    }

    [Theory]
    [InlineData("", "A passage.")]
    [InlineData("A sentence.", " ")]
    public async Task An_empty_text_supports_nothing(string sentence, string passage)
    {
        var verdict = await new ClaimChecker(null).Check(sentence, passage);

        Assert.Equal(new CheckedClaim(Verdict.NotFound, 0, null, verdict.Reasons), verdict);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => new ClaimChecker(null).Check("A sentence.", new string('a', ClaimChecker.MaximumPassage + 1)));

        Assert.Contains("20,000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\ud83d half a pair 5", "a\udc00b 5 pair")]
    [InlineData("{0} {{ 7", "{1} 7")]
    public async Task Odd_text_is_checked_like_any_other(string sentence, string passage)
    {
        var verdict = await new ClaimChecker(new ScriptedLikelihoods(-1)).Check(sentence, passage);

        Assert.InRange(verdict.SupportedProbability, 0, 1);
    }
}
