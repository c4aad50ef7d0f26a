using System.Text.RegularExpressions;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Inference.Tokenizers.Patterns;

namespace Zhiyan.Inference.Tests.Tokenizers.Patterns;

public sealed class PatternTests
{
    public static TheoryData<string> Published => [.. Splitter.Names.SelectMany(name => Splitter.Find(name)!.Patterns).Distinct().Where(IsDotNetSyntax)];

    [Theory]
    [MemberData(nameof(Published))]
    [InlineData("a{2,3}b|a{0,2}?c|(?:ab)*d")]
    [InlineData("(?:a|ab)(?:c|bcd)?(?=1)|[^a-c]+$|.")]
    public void Agrees_with_a_backtracking_engine_on_random_text(string pattern)
    {
        const string alphabet = "aabcdsSTtrReElLvm''  \t\r\n\n..,-/!19½Ⅷ中文。、éÉǅʰא\u0301\u3000\u00A0的";
        var random = new Random(20250309);
        var reference = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Multiline);      // $ is the end of a line, as in Oniguruma
        var compiled = Pattern.Parse(pattern);

        for (var round = 0; round < 2000; round++)
        {
            var text = new string(random.GetItems<char>(alphabet, random.Next(24)));
            Assert.Equal(reference.Matches(text).Where(match => match.Length > 0).Select(match => match.Value), Matches(compiled, text));
        }
    }

    [Fact]
    public void A_letter_outside_the_basic_plane_is_a_letter()
    {
        var words = Pattern.Parse(Splitter.Gpt2);

        Assert.Equal(["𠮷野家", " 𐌰𐌱", " 𝟙𝟚", " 😀"], Matches(words, "𠮷野家 𐌰𐌱 𝟙𝟚 😀"));
        Assert.Equal(["\uD800", "a"], Matches(words, "\uD800a"));
    }

    [Fact]
    public void Matches_and_gaps_cover_the_text()
    {
        var stretches = new List<Stretch>();

        Pattern.Parse(@"\p{N}{1,3}").Cut("ab1234c", stretches);

        Assert.Equal([new(0, 2, false), new(2, 5, true), new(5, 6, true), new(6, 7, false)], stretches);
    }

    [Fact]
    public void Brackets_may_nest_and_meet()
    {
        var letters = Pattern.Parse(@"[\p{L}&&[^\p{Han}]]+");

        Assert.Equal(["abc", "カナ"], Matches(letters, "abc漢字カナ"));
    }

    /// <summary>A backtracking or restarting engine takes 2·10¹⁰ steps here: minutes.</summary>
    [Theory]
    [InlineData(@"\s+$", " ")]
    [InlineData(@"(?:ab)+c", "ab")]
    [InlineData(Splitter.Gpt2, "\t")]
    public void Hostile_text_is_not_slow(string pattern, string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 200_000)) + "x";
        var pieces = new List<Stretch>();

        Pattern.Parse(pattern).Cut(text, pieces);

        Assert.NotEmpty(pieces);
    }

    [Theory]
    [InlineData(@"(?<=a)b", "a group that is none of")]
    [InlineData(@"(a)\1", @"the escape '\1'")]
    [InlineData(@"\p{N}++", "possessive")]
    [InlineData(@"a(?=bc)", "more than one character")]
    [InlineData(@"\bword", @"the escape '\b'")]
    [InlineData(@"^a", "an anchor")]
    [InlineData(@"[a-", "not closed")]
    [InlineData(@"(ab", "not closed")]
    [InlineData(@"ab)", "a ')' too many")]
    [InlineData(@"[z-a]", "ends before it starts")]
    [InlineData(@"\p{Klingon}", "'Klingon'")]
    [InlineData(@"(?:(?:a{512}){512}){512}", "longer than")]
    [InlineData(@"(?:(?:(?:){512}){512}){512}", "longer than")]
    [InlineData(@"(?:a|b)*a(?:a|b){14}c", "states")]
    public void What_is_not_supported_is_named(string pattern, string what)
    {
        var error = Assert.Throws<FormatException>(() => Pattern.Parse(pattern));

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    private static bool IsDotNetSyntax(string pattern) =>
        pattern != DigitTriples.Pattern && !pattern.Contains("&&", StringComparison.Ordinal) && !pattern.Any(char.IsSurrogate);

    private static List<string> Matches(Pattern pattern, string text)
    {
        var stretches = new List<Stretch>();
        pattern.Cut(text, stretches);
        return [.. stretches.Where(stretch => stretch.IsMatch).Select(stretch => text[stretch.Start..stretch.End])];
    }
}
