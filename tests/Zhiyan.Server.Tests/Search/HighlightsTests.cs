using Zhiyan.Server.Search;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Search;

public sealed class HighlightsTests
{
    [Theory]
    [InlineData("臺灣", "我在台湾旅行，臺灣很美", "我在[台湾]旅行，[臺灣]很美")]
    [InlineData("台湾", "我在臺灣", "我在[臺灣]")]
    [InlineData("ＡＢＣ", "An abc here", "An [abc] here")]
    [InlineData("abc", "An ＡＢＣ here", "An [ＡＢＣ] here")]
    [InlineData("ガンダム", "これはｶﾞﾝﾀﾞﾑです", "これは[ｶﾞﾝﾀﾞﾑ]です")]
    [InlineData("cafe", "a Cafe\u0301!", "a [Cafe\u0301]!")]
    [InlineData("gener", "Text generation", "Text [gener]ation")]
    [InlineData("言", "知言，言语", "知[言]，[言]语")]
    [InlineData("哈哈", "哈哈哈哈！", "[哈哈哈哈]！")]
    [InlineData("知言 言很", "知言很好", "[知言很]好")]
    [InlineData("\"new york\" -old", "in New\nYork", "in [New\nYork]")]
    [InlineData("c#", "C# <b>", "[C#] <b>")]
    [InlineData("missing", "nothing to see", "nothing to see")]
    public void Marks_what_was_found_in_the_text_itself(string query, string text, string marked)
    {
        var passage = Highlights.Best(text, Folding.Query(query));

        Assert.Equal(marked, Marked(passage));
        Assert.False(passage.BeginsLater || passage.EndsEarlier);
    }

    [Fact]
    public void Shows_the_place_where_most_words_stand_together()
    {
        var filler = string.Concat(Enumerable.Repeat("这一句和问题没有关系。", 30));
        var text = $"{filler}苹果在这里。{filler}我们比较苹果和香蕉的价格，看看哪一种水果更便宜。{filler}";

        var passage = Highlights.Best(text, Folding.Query("苹果 香蕉"));

        Assert.Contains("我们比较[苹果]和[香蕉]的价格，看看哪一种水果更便宜。", Marked(passage));
        Assert.StartsWith("这一句", Marked(passage));
        Assert.EndsWith("。", Marked(passage));
        Assert.True(passage.BeginsLater && passage.EndsEarlier);
    }

    [Fact]
    public void Cuts_Latin_text_between_words()
    {
        var text = string.Join(' ', Enumerable.Repeat("incomprehensible", 40)) + " needle " + string.Join(' ', Enumerable.Repeat("incomprehensible", 40));

        var passage = Highlights.Best(text, Folding.Query("needle"));

        var shown = string.Concat(passage.Segments.Select(segment => segment.Text));
        Assert.All(shown.Split(' ', StringSplitOptions.RemoveEmptyEntries), word => Assert.True(word is "needle" or "incomprehensible"));
        Assert.InRange(shown.Length, 80, 120);
    }

    [Fact]
    public void A_passage_of_anything_is_a_stretch_of_it_and_cuts_no_character()
    {
        var texts = new RandomText(5);
        for (int i = 0; i < 2_000; i++)
        {
            var text = texts.Anything(texts.Below(600));
            var from = texts.Below(text.Length + 1);
            var query = Folding.Query(text[from..Math.Min(text.Length, from + 1 + texts.Below(8))]);

            var passage = Highlights.Best(text, query, 1 + texts.Below(120));

            int at = passage.Segments.Count > 0 ? passage.Segments[0].Start : 0;
            Assert.Equal(at > 0, passage.BeginsLater);
            foreach (var segment in passage.Segments)
            {
                Assert.Equal(at, segment.Start);
                Assert.Equal(text.Substring(at, segment.Text.Length), segment.Text);
                Assert.False(at > 0 && char.IsSurrogatePair(text[at - 1], text[at]));
                at += segment.Text.Length;
            }
            Assert.Equal(at < text.Length, passage.EndsEarlier);
            Assert.False(at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]));
            if (query.HasWords && query.Matches(text)) Assert.Contains(passage.Segments, segment => segment.IsHit);
        }
    }

    [Fact]
    public void All_hits_are_given_in_places_of_the_source()
    {
        Assert.Equal([(1, 3), (5, 7)], Highlights.Hits("在臺灣、在台湾", Folding.Query("台灣")));
    }

    private static string Marked(Passage passage) => string.Concat(passage.Segments.Select(segment => segment.IsHit ? $"[{segment.Text}]" : segment.Text));
}
