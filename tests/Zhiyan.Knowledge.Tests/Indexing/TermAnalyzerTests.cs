using System.Text;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Tests.Indexing;

public sealed class TermAnalyzerTests
{
    private readonly TermAnalyzer analyzer = new(KnowledgeAssets.Folding);

    [Fact]
    public void Chinese_gives_words_and_pairs()
    {
        var terms = analyzer.Chunk("清华大学图书馆").Occurrences;

        Assert.Contains("清华大学", terms.Keys);
        Assert.Contains("图书馆", terms.Keys);
        Assert.Contains("学图", terms.Keys);
    }

    [Theory]
    [InlineData("臺灣大學", "台湾大学")]
    [InlineData("ＧＤＰ　２０２４", "gdp 2024")]
    [InlineData("1,284,500", "1284500")]
    [InlineData("libraries", "Library")]
    [InlineData("Crème", "creme")]
    public void The_same_text_in_another_dress_has_the_same_terms(string one, string other)
    {
        Assert.Equal(analyzer.Chunk(one).Occurrences.Keys.Order(), analyzer.Chunk(other).Occurrences.Keys.Order());
    }

    [Theory]
    [InlineData("HX-4417B", "hx4417b")]
    [InlineData("HX4417B", "hx4417b")]
    [InlineData("4417b", "4417b")]
    [InlineData("2023-03-12", "20230312")]
    [InlineData("E1042", "e1042")]
    public void A_code_is_a_term_however_its_parts_are_joined(string text, string code)
    {
        Assert.Equal(1, analyzer.Chunk(text).Occurrences[code]);
    }

    [Fact]
    public void Letters_beside_Chinese_are_words_of_their_own()
    {
        var terms = analyzer.Chunk("Tern队列报E1042，3月12日恢复").Occurrences;

        Assert.Subset(terms.Keys.ToHashSet(), (HashSet<string>)["tern", "队列", "e1042", "3月", "12日", "恢复"]);
    }

    [Fact]
    public void A_word_of_two_characters_counts_once()
    {
        Assert.Equal(1, analyzer.Chunk("苹果").Occurrences["苹果"]);
    }

    [Fact]
    public void Pairs_weigh_less_than_words_in_a_question()
    {
        var weights = analyzer.Question("清华大学图书馆");

        Assert.Equal(1, weights["图书馆"]);
        Assert.True(weights["学图"] < 1);
    }

    [Theory]
    [InlineData("𠮷野家𠮷"), InlineData("中\ud842文\udfb7字"), InlineData("x\ud800y"), InlineData("12\ud842日")]
    public void No_term_holds_half_a_character(string text)
    {
        Assert.All(analyzer.Chunk(text).Occurrences.Keys, term => Assert.Equal(term, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(term))));
    }

    [Fact]
    public void Text_that_says_nothing_has_no_terms()
    {
        Assert.Empty(analyzer.Chunk(" ，。…!?\n\t---").Occurrences);
    }
}
