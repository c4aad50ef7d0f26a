using System.Text;
using Zhiyan.Server.Search;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Search;

public sealed class SearchTermsTests
{
    [Theory]
    [InlineData("知言很好", "知言 言很 很好 好")]
    [InlineData("用GPT写代码", "用 gpt 写代 代码 码")]
    [InlineData("你好，世界！", "你好 好 世界 界")]
    [InlineData("カメラと한국어", "カメ メラ ラと と한 한국 국어 어")]
    [InlineData("The e-mail isn't read.", "the e mail isn t read")]
    [InlineData("C# and C++, .NET or asp.net", "c # and c + + . net or asp . net")]
    [InlineData("version 10.0.401, 3.5%", "version 10 . 0 . 401 3 . 5")]
    [InlineData("# Title **bold** snake_case a + b", "title bold snake case a b")]
    [InlineData("Привет мир नमस्ते", "привет мир नमस्ते")]
    [InlineData("สวัสดี", "สว วั ัส สด ดี ี")]
    [InlineData("好🎉", "好🎉 🎉")]
    [InlineData("𠀋𠀀", "𠀋𠀀 𠀀")]
    [InlineData("2026年1月", "2026 年 1 月")]
    public void Reads_pairs_words_and_signs(string text, string terms)
    {
        Assert.Equal(terms.Split(' '), Folding.Terms(text));
    }

    [Fact]
    public void A_long_word_is_cut_into_neighbouring_terms()
    {
        var terms = Folding.Terms(new string('a', 150));

        Assert.Equal([64, 64, 22], terms.Select(term => term.Length));
    }

    [Fact]
    public void A_longer_text_gives_no_more_than_the_bounds()
    {
        var many = Folding.Terms(new string('知', SearchTerms.MaximumTerms + 5));
        var heavy = Folding.Terms(string.Join(' ', Enumerable.Repeat(new string('a', 64), 20_000)));

        Assert.Equal(SearchTerms.MaximumTerms, many.Length);
        Assert.Equal(SearchTerms.MaximumBytes / 64, heavy.Length);
    }

    [Fact]
    public void Terms_of_anything_are_safe_in_both_stores()
    {
        var texts = new RandomText(2);
        for (int i = 0; i < 3_000; i++)
        {
            var terms = Folding.Terms(texts.Anything(80));

            Assert.All(terms.SelectMany(term => term.EnumerateRunes()), rune => Assert.True(
                rune.Value >= 0x80 ? !Rune.IsWhiteSpace(rune) : rune.Value is >= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '#' or '+', $"U+{rune.Value:X4}"));
        }
    }

    [Fact]
    public void A_row_begins_with_the_term_of_everything()
    {
        Assert.Equal(" _ 知言 言 ai ", SearchTerms.Row(Folding.Shipped.Fold("知言 AI")));
        Assert.Equal(" _ ", SearchTerms.Row(Folding.Shipped.Fold("……")));
    }
}
