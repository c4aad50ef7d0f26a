using System.Text;
using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Tests.Sampling;

public sealed class StopStringsTests
{
    [Theory]
    [InlineData("one two STOP three", "one two ", "STOP", "STOP")]
    [InlineData("no stop here", "no stop here", null, "STOP")]
    [InlineData("ends with ST", "ends with ST", null, "STOP")]
    [InlineData("ababac", "ab", "abac", "abac")]
    [InlineData("aaaaab", "aaa", "aab", "aab")]
    [InlineData("xab", "x", "ab", "ab", "xaby")]
    [InlineData("xabyz", "", "xaby", "zz", "xaby")]
    [InlineData("1 ab", "1 ", "ab", "b", "ab")]
    [InlineData("问：你好\n答：好", "问：你好", "\n答：", "\n答：", "\n\n")]
    [InlineData("\n\n", "", "\n", "\n", "\n\n")]
    [InlineData("", "", null, "x")]
    [InlineData("anything", "anything", null)]
    public void Ends_at_the_first_stop_string_however_the_text_is_split(string text, string expected, string? found, params string[] stops)
    {
        for (int at = 0; at <= text.Length; at++) Assert.Equal((expected, found), Run(stops, text[..at], text[at..]));

        Assert.Equal((expected, found), Run(stops, [.. text.Select(c => c.ToString())]));
    }

    [Fact]
    public void Gives_out_at_once_what_cannot_begin_a_stop_string()
    {
        var stops = new StopStrings(["</end>"]);
        var output = new StringBuilder();

        stops.Feed("a < b </en", output);

        Assert.Equal("a < b ", output.ToString());
        stops.Feed("ds", output);
        Assert.Equal("a < b </ends", output.ToString());
    }

    [Fact]
    public void Agrees_with_searching_the_whole_text_on_random_texts_of_two_letters()
    {
        var random = new Random(8);
        for (int trial = 0; trial < 500; trial++)
        {
            string Letters(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "ab"[random.Next(2)]));
            string[] stops = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters(random.Next(2, 7)))];
            var text = Letters(40);
            int Start(string stop) => text.IndexOf(stop, StringComparison.Ordinal);
            var first = stops.Where(text.Contains).OrderBy(stop => Start(stop) + stop.Length).ThenByDescending(stop => stop.Length).FirstOrDefault();

            var actual = Run(stops, text[..13], text[13..27], text[27..]);

            Assert.Equal((first is null ? text : text[..Start(first)], first), actual);
        }
    }

    [Fact]
    public void Empty_or_too_many_stop_strings_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new StopStrings(["a", ""]));
        Assert.Throws<ArgumentException>(() => new StopStrings(Enumerable.Range(0, StopStrings.MaxCount + 1).Select(i => $"stop {i}")));
    }

    private static (string Text, string? Found) Run(string[] stops, params string[] pieces)
    {
        var matcher = new StopStrings(stops);
        var output = new StringBuilder();
        foreach (var piece in pieces) matcher.Feed(piece, output);
        matcher.Finish(output);
        return (output.ToString(), matcher.Found);
    }
}
