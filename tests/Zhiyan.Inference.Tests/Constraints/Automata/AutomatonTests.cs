using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Regex;

namespace Zhiyan.Inference.Tests.Constraints.Automata;

public sealed class AutomatonTests
{
    private static readonly Automaton left = RegexCompiler.FullMatch("(a|b)*a.{0,2}"), right = RegexCompiler.FullMatch("[^a]*(ab|中)*");

    private static readonly string[] texts = [.. Texts(4)];

    [Fact]
    public void Operations_are_those_of_sets()
    {
        var (both, either, only, not) = (left.Intersect(right), left.Union(right), left.Except(right), left.Complement());

        foreach (var text in texts)
        {
            Assert.Equal(left.Accepts(text) && right.Accepts(text), both.Accepts(text));
            Assert.Equal(left.Accepts(text) || right.Accepts(text), either.Accepts(text));
            Assert.Equal(left.Accepts(text) && !right.Accepts(text), only.Accepts(text));
            Assert.Equal(!left.Accepts(text), not.Accepts(text));
        }
    }

    [Fact]
    public void One_language_has_one_automaton()
    {
        var byLaw = left.Complement().Union(right.Complement()).Complement();

        Assert.True(left.Intersect(right).HasSameStates(byLaw));
        Assert.True(left.Except(left).IsNothing);
        Assert.True(left.Union(left.Complement()).IsEverything);
        Assert.True(RegexCompiler.FullMatch("a|b|ab|bb").HasSameStates(RegexCompiler.FullMatch("[ab]b?")));
        Assert.Equal(2, RegexCompiler.FullMatch("(a|b)*a").States.Count);
    }

    [Fact]
    public void Concatenation_splits_a_text_somewhere()
    {
        var chained = left.Then(right);

        foreach (var text in texts)
            Assert.Equal(Enumerable.Range(0, text.Length + 1).Any(cut => left.Accepts(text[..cut]) && right.Accepts(text[cut..])), chained.Accepts(text));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 3)]
    [InlineData(1, null)]
    [InlineData(3, 2)]
    public void Lengths_count_code_points(int least, int? most)
    {
        var automaton = Automaton.OfLength(least, most);

        foreach (var text in texts.Append("😀😀").Append("\n"))
            Assert.Equal(text.EnumerateRunes().Count() >= least && !(text.EnumerateRunes().Count() > most), automaton.Accepts(text));
    }

    [Fact]
    public void Finite_languages_can_be_listed()
    {
        var words = Words.Of("b", "", "ab", "a", "中");

        Assert.Equal(["", "a", "ab", "b", "中"], words.Texts(5));
        Assert.Null(words.Texts(4));
        Assert.Null(left.Texts(100));
        Assert.Empty(Automaton.Nothing.Texts(3)!);
    }

    [Fact]
    public void Sets_never_hold_surrogates()
    {
        var set = CodePointSet.Of((0xD000, 0xE000), ('a', 'c'), ('b', 'd'), ('e', 'e'));

        Assert.Equal([('a', 'e'), (0xD000, 0xD7FF), (0xE000, 0xE000)], set.Ranges);
        Assert.Equal(set.Ranges, set.Complement().Complement().Ranges);
        Assert.False(set.Complement().Contains(0xD900));
    }

    private static IEnumerable<string> Texts(int length) =>
        length == 0 ? [""] : Texts(length - 1).SelectMany(text => (string[])[text, text + "a", text + "b", text + "中", text + "c"]).Distinct();
}
