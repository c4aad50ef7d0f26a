using System.Text;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Indexing;

public sealed class TextFoldingTests
{
    [Theory]
    [InlineData("ＡＢＣ１２３", "abc123")]
    [InlineData("ｶﾞﾝﾀﾞﾑ", "ガンダム")]
    [InlineData("臺灣繁體", "台湾繁体")]
    [InlineData("Crème Brûlée, Tiếng Việt", "creme brulee, tieng viet")]
    [InlineData("STRASSE straße Łódź İzmir", "strasse strasse lodz izmir")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("㍿ ﬁn ①", "株式会社 fin 1")]
    [InlineData("か\u3099", "が")]
    [InlineData("ΣΟΦΟΣ σοφος", "σοφοσ σοφοσ")]
    [InlineData("soft\u00adhyphen 知\u200b言", "softhyphen 知言")]
    [InlineData("❤\ufe0f👍🏽", "❤👍🏽")]
    [InlineData("й ё", "й ё")]
    public void Folds_width_case_marks_and_script(string source, string folded)
    {
        Assert.Equal(folded, KnowledgeAssets.Folding.Fold(source).Text);
    }

    [Fact]
    public void Each_folded_character_knows_where_it_came_from()
    {
        var folded = KnowledgeAssets.Folding.Fold("x㍿ｶﾞ𠀋é");

        Assert.Equal("x株式会社ガ𠀋e", folded.Text);
        Assert.Equal([0, 1, 1, 1, 1, 2, 4, 4, 6], Enumerable.Range(0, 9).Take(folded.Text.Length).Select(folded.SourceStart));
        Assert.Equal([1, 2, 2, 2, 2, 4, 6, 6, 7], Enumerable.Range(0, 9).Take(folded.Text.Length).Select(folded.SourceEnd));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_folded_and_not_refused()
    {
        Assert.Equal("a\ufffdb", KnowledgeAssets.Folding.Fold("A\ud83dB").Text);
    }

    [Fact]
    public void The_map_is_total_and_never_goes_back()
    {
        var texts = new RandomText(1);
        for (int i = 0; i < 3_000; i++)
        {
            var source = texts.Anything(texts.Below(60));

            var folded = KnowledgeAssets.Folding.Fold(source);

            int at = 0;
            for (int place = 0; place < folded.Text.Length; place++)
            {
                Assert.InRange(folded.SourceStart(place), at, source.Length - 1);
                Assert.InRange(folded.SourceEnd(place), folded.SourceStart(place) + 1, source.Length);
                Assert.False(Splits(source, folded.SourceStart(place)) || Splits(source, folded.SourceEnd(place)));
                at = folded.SourceStart(place);
            }
            Assert.Equal(source.Length, folded.SourceStart(folded.Text.Length));
        }
    }

    [Fact]
    public void Folding_twice_is_folding_once_for_every_character()
    {
        var unstable = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value).ToString())
            .Where(text => KnowledgeAssets.Folding.Fold(text).Text is var once && KnowledgeAssets.Folding.Fold(once).Text != once);

        Assert.Empty(unstable.Select(text => $"U+{Rune.GetRuneAt(text, 0).Value:X4}"));
    }

    [Fact]
    public void A_hundred_thousand_marks_on_a_letter_fold_in_pieces()
    {
        var folded = KnowledgeAssets.Folding.Fold("Z" + new string('\u0301', 100_000) + "y");

        Assert.Equal('z', folded.Text[0]);
        Assert.Equal('y', folded.Text[^1]);
    }

    [Fact]
    public void A_table_with_a_broken_line_says_which()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "臺台\n灣\n");

        var thrown = Assert.Throws<InvalidDataException>(() => new TextFolding(path));

        File.Delete(path);
        Assert.Contains("line 2 holds '灣'", thrown.Message);
    }

    private static bool Splits(string text, int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);
}
