using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Regex;

/// <summary>
/// Turns a regular expression (ECMA 262, u flag) into the automaton of the texts that it matches. Everything regular is in: classes, groups,
/// counts, anchors anywhere, properties by general category. Lookaheads may stand where an alternative of the whole pattern begins
/// (<c>^(?=.*\d)…</c>). Refused by name: backreferences, lookbehind, word boundaries, lookaheads elsewhere, and what needs too many states.
/// Throws <see cref="ConstraintException"/>.
/// </summary>
public static class RegexCompiler
{
    /// <summary>The texts that match as a whole.</summary>
    public static Automaton FullMatch(string pattern) => Compile(pattern, isSearch: false);

    /// <summary>The texts in which something matches, as <c>pattern</c> of JSON Schema means it.</summary>
    public static Automaton Search(string pattern) => Compile(pattern, isSearch: true);

    private static Automaton Compile(string pattern, bool isSearch)
    {
        var alternatives = RegexParser.Parse(pattern) is var parsed && parsed is Pattern.Choice choice ? choice.Items : [parsed];
        try
        {
            if (!alternatives.Any(HasLookahead)) return Automaton(parsed, isSearch, isSearch);
            return alternatives.Select(alternative => WithLookaheads(alternative, pattern, isSearch)).Aggregate((left, right) => left.Union(right));
        }
        catch (ConstraintException e) when (!e.Message.Contains(pattern))
        {
            throw Refused(pattern, e.Message);
        }
    }

    /// <summary>The texts of a pattern, with any text before and after it where that is allowed.</summary>
    private static Automaton Automaton(Pattern pattern, bool anyBefore, bool anyAfter)
    {
        var nfa = new Nfa();
        int start = nfa.Add(), end = nfa.Add();
        if (anyBefore) nfa.Step(start, CodePointSet.All, start);
        // The loop at the start is a state of its own, so that nothing in the pattern leads back into it.
        var inner = nfa.Add();
        nfa.Link(start, inner);
        Build(nfa, pattern, inner, end);
        return nfa.ToAutomaton(start, end, anyAfter);
    }

    /// <summary>Where an alternative begins with lookaheads, what follows must also be in the language of each one and any text.</summary>
    private static Automaton WithLookaheads(Pattern alternative, string source, bool isSearch)
    {
        var items = alternative is Pattern.Sequence sequence ? sequence.Items : [alternative];
        var isAnchored = items is [Pattern.Start, ..];
        var lookaheads = items.Skip(isAnchored ? 1 : 0).TakeWhile(item => item is Pattern.Lookahead).Cast<Pattern.Lookahead>().ToList();
        var rest = new Pattern.Sequence([.. items.Skip((isAnchored ? 1 : 0) + lookaheads.Count)]);
        if (HasLookahead(rest) || lookaheads.Any(ahead => HasLookahead(ahead.Item)))
            throw Refused(source, "a lookahead is supported only where an alternative of the whole pattern begins.");
        var anyBefore = isSearch && !isAnchored;
        if (anyBefore && (HasStart(rest) || lookaheads.Any(ahead => HasStart(ahead.Item))))
            throw Refused(source, "'^' after a lookahead is not supported.");

        var automaton = Automaton(rest, anyBefore: false, anyAfter: isSearch);
        foreach (var ahead in lookaheads)
        {
            var texts = Automaton(ahead.Item, anyBefore: false, anyAfter: true);
            automaton = ahead.IsNegative ? automaton.Except(texts) : automaton.Intersect(texts);
        }
        return anyBefore ? Automata.Automaton.Everything.Then(automaton) : automaton;
    }

    private static void Build(Nfa nfa, Pattern pattern, int start, int end)
    {
        switch (pattern)
        {
            case Pattern.Set set: nfa.Step(start, set.CodePoints, end); break;
            case Pattern.Start: nfa.Link(start, end, Nfa.When.AtStart); break;
            case Pattern.End: nfa.Link(start, end, Nfa.When.AtEnd); break;
            case Pattern.Choice choice:
                foreach (var item in choice.Items) Build(nfa, item, start, end);
                break;
            case Pattern.Sequence sequence:
                foreach (var item in sequence.Items) start = Extend(nfa, item, start);
                nfa.Link(start, end);
                break;
            case Pattern.Repeat repeat: BuildRepeat(nfa, repeat, start, end); break;
            default: throw new InvalidOperationException($"{pattern} is taken apart before.");
        }
    }

    private static void BuildRepeat(Nfa nfa, Pattern.Repeat repeat, int start, int end)
    {
        for (var i = 0; i < repeat.Least; i++) start = Extend(nfa, repeat.Item, start);
        if (repeat.Most is null)
        {
            // States of its own on both sides: a loop on a state that others share would let them in.
            var loop = nfa.Add();
            nfa.Link(start, loop);
            nfa.Link(Extend(nfa, repeat.Item, loop), loop);
            start = loop;
        }
        for (var i = repeat.Least; i < repeat.Most; i++)
        {
            nfa.Link(start, end);
            start = Extend(nfa, repeat.Item, start);
        }
        nfa.Link(start, end);
    }

    private static int Extend(Nfa nfa, Pattern item, int start)
    {
        // The fresh state on the way in keeps alternatives that begin with a loop apart.
        int inner = nfa.Add(), end = nfa.Add();
        nfa.Link(start, inner);
        Build(nfa, item, inner, end);
        return end;
    }

    private static ConstraintException Refused(string pattern, string reason) => new($"the regular expression '{pattern}' cannot be used: {reason}");

    private static bool HasLookahead(Pattern pattern) => Has(pattern, part => part is Pattern.Lookahead);

    private static bool HasStart(Pattern pattern) => Has(pattern, part => part is Pattern.Start);

    private static bool Has(Pattern pattern, Func<Pattern, bool> isIt) => isIt(pattern) || pattern switch
    {
        Pattern.Sequence sequence => sequence.Items.Any(item => Has(item, isIt)),
        Pattern.Choice choice => choice.Items.Any(item => Has(item, isIt)),
        Pattern.Repeat repeat => Has(repeat.Item, isIt),
        Pattern.Lookahead ahead => Has(ahead.Item, isIt),
        _ => false,
    };
}
