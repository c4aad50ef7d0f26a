using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Constraints.Regex;
using NetRegex = System.Text.RegularExpressions.Regex;

namespace Zhiyan.Inference.Tests.Constraints.Regex;

public sealed class RegexCompilerTests
{
    [Theory]
    [InlineData("a(b|c)*d?")]
    [InlineData("(a|b)*abb")]
    [InlineData("(a?b){2,3}c{0,2}")]
    [InlineData("^(a|b)c|d$")]
    [InlineData("(^a|b)+")]
    [InlineData("(a*)*(b+)+")]
    [InlineData("(a|(b|))(c$|d)")]
    [InlineData("[^ab]+[a-c]")]
    [InlineData("(?=.*a)b*.+")]
    [InlineData("^(?!.*cc)(?=.*d$)[abcd]*$|cb")]
    [InlineData("(a|ab)(c|bcd)(d*)")]
    [InlineData("a{2}?b{1,}?")]
    [InlineData("$^|a^b|c$d|^$")]
    public void Agrees_with_the_library_on_every_short_text(string pattern)
    {
        var full = RegexCompiler.FullMatch(pattern);
        var search = RegexCompiler.Search(pattern);

        foreach (var text in ShortTexts("abcd", 5))
        {
            Assert.True(NetRegex.IsMatch(text, $@"\A(?:{pattern.Replace("$", @"\z")})\z") == full.Accepts(text), $"full match of {text}");
            Assert.True(NetRegex.IsMatch(text, pattern.Replace("$", @"\z")) == search.Accepts(text), $"search in {text}");
        }
    }

    [Theory]
    [InlineData(@"\p{L}+", "é中a", "1")]
    [InlineData(@"\p{Lu}\p{Lowercase_Letter}", "Éa", "ab")]
    [InlineData(@"\P{N}", "x", "٣")]
    [InlineData(@"\p{Script=Han}{2}", "中文", "かな")]
    [InlineData(@"\u{1F600}|\ud83d\ude01", "😁", "😂")]
    [InlineData(@"[\w.\-]+\/\-", "a.b-/-", "a b")]
    [InlineData(@"(?<year>\d{4})", "2024", "٢٠٢٤")]
    [InlineData(@"[\b]\cA\0[^]", "\b\u0001\0\n", "b")]
    [InlineData(@"{{x}}]", "{{x}}]", "{x}")]
    [InlineData(@"\s", "　", "_")]
    public void Knows_what_ECMA_262_writes(string pattern, string match, string other)
    {
        var automaton = RegexCompiler.FullMatch(pattern);

        Assert.True(automaton.Accepts(match));
        Assert.False(automaton.Accepts(other));
    }

    [Theory]
    [InlineData(@"(a)\1", "backreferences")]
    [InlineData(@"(?<x>a)\k<x>", "backreferences")]
    [InlineData("(?<=a)b", "lookbehind")]
    [InlineData("(?<!a)b", "lookbehind")]
    [InlineData(@"\bword", "word boundaries")]
    [InlineData("a(?=b)b", "lookahead")]
    [InlineData("((?=a)a)*", "lookahead")]
    [InlineData(@"\p{Emoji}", "property 'Emoji'")]
    [InlineData(@"\q", "escape")]
    [InlineData(@"\ud800", "surrogate")]
    [InlineData("^*", "assertion")]
    [InlineData("[a-b", "class")]
    [InlineData(@"[a-\d]", "class")]
    [InlineData("(?:.*a.{30})", "states")]
    [InlineData("((a{1000}){1000}){1000}", "states")]
    [InlineData("a{999999999999}", "count")]
    public void Refuses_by_name_what_it_cannot_hold(string pattern, string reason)
    {
        var exception = Assert.Throws<ConstraintException>(() => RegexCompiler.FullMatch(pattern));

        Assert.Contains(reason, exception.Message);
        Assert.Contains(pattern, exception.Message);
    }

    private static IEnumerable<string> ShortTexts(string letters, int length) =>
        length == 0 ? [""] : ShortTexts(letters, length - 1).SelectMany(text => text.Length == length - 1 ? letters.Select(letter => text + letter).Append(text) : [text]);
}
