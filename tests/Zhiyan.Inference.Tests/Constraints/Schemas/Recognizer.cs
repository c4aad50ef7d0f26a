using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Tests.Constraints.Schemas;

/// <summary>Whether a text is in a grammar, by the definition of one: every expression yields the places at which it can end. No left recursion.</summary>
internal sealed class Recognizer
{
    private readonly Grammar grammar;
    private readonly int[] text;
    private readonly Dictionary<(string Rule, int Start), SortedSet<int>> known = [];

    private Recognizer(Grammar grammar, string text)
    {
        this.grammar = grammar;
        this.text = [.. text.EnumerateRunes().Select(rune => rune.Value)];
    }

    public static bool Accepts(Grammar grammar, string text)
    {
        var recognizer = new Recognizer(grammar, text);
        return recognizer.Ends(new Reference(grammar.Root), 0).Contains(recognizer.text.Length);
    }

    private SortedSet<int> Ends(Expression expression, int start) => expression switch
    {
        Literal literal => EndsOf(literal, start),
        Characters characters => start < text.Length && characters.Ranges.Any(range => range.First <= text[start] && text[start] <= range.Last) ? [start + 1] : [],
        Concatenation concatenation => concatenation.Items.Aggregate(new SortedSet<int> { start }, Then),
        Alternatives alternatives => [.. alternatives.Items.SelectMany(item => Ends(item, start))],
        Repeat repeat => EndsOf(repeat, start),
        Reference reference => EndsOf(reference, start),
        Regular regular => EndsOf(regular.Automaton, start),
        _ => throw new InvalidOperationException(expression.GetType().Name),
    };

    private SortedSet<int> Then(SortedSet<int> starts, Expression next) => [.. starts.SelectMany(start => Ends(next, start))];

    private SortedSet<int> EndsOf(Literal literal, int start)
    {
        int[] expected = [.. literal.Text.EnumerateRunes().Select(rune => rune.Value)];
        return text.AsSpan(start).StartsWith(expected) ? [start + expected.Length] : [];
    }

    private SortedSet<int> EndsOf(Repeat repeat, int start)
    {
        SortedSet<int> ends = repeat.Least == 0 ? [start] : [], frontier = [start];
        for (var count = 1; frontier.Count > 0 && !(count > repeat.Most); count++)
        {
            var next = Then(frontier, repeat.Item);
            if (count >= repeat.Least) next.ExceptWith(ends);
            if (count >= repeat.Least) ends.UnionWith(next);
            frontier = next;
        }
        return ends;
    }

    private SortedSet<int> EndsOf(Reference reference, int start)
    {
        if (!known.TryGetValue((reference.Rule, start), out var ends)) known[(reference.Rule, start)] = ends = Ends(grammar.Rules[reference.Rule], start);
        return ends;
    }

    private SortedSet<int> EndsOf(Automaton automaton, int start)
    {
        var ends = new SortedSet<int>();
        for (int state = 0, at = start; ; at++)
        {
            if (automaton.States[state].IsAccepting) ends.Add(at);
            if (at == text.Length || (state = automaton.Next(state, text[at])) < 0) return ends;
        }
    }
}
