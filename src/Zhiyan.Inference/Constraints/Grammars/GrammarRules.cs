namespace Zhiyan.Inference.Constraints.Grammars;

/// <summary>What must be known of a grammar before it can be matched from left to right. All of it takes time linear in the grammar.</summary>
internal sealed class GrammarRules
{
    private readonly Grammar grammar;
    private readonly Dictionary<string, string[]> calls;
    private readonly ILookup<string, string> callers;
    private readonly HashSet<string> nullable = [];

    public GrammarRules(Grammar grammar)
    {
        this.grammar = grammar;
        calls = grammar.Rules.ToDictionary(rule => rule.Key, rule => References(rule.Value).Distinct().ToArray());
        callers = calls.SelectMany(rule => rule.Value.Select(callee => (callee, Caller: rule.Key))).ToLookup(call => call.callee, call => call.Caller);
        FindNullable();
    }

    /// <summary>A rule that is used and not defined, the root included; or null.</summary>
    public string? Undefined() => calls.Values.SelectMany(names => names).Prepend(grammar.Root).FirstOrDefault(name => !calls.ContainsKey(name));

    /// <summary>
    /// Rules of which each may begin with the next and the last is the first again, so that matching would never come to a character; or null.
    /// Counts what hides behind a part that may be empty. Every rule must be defined.
    /// </summary>
    public IReadOnlyList<string>? LeftRecursion()
    {
        var done = new HashSet<string>();
        var path = new List<string>();
        var onPath = new HashSet<string>();
        foreach (var start in calls.Keys)
        {
            var pending = new Stack<(string Rule, int Depth)>([(start, 0)]);
            while (pending.TryPop(out var next))
            {
                foreach (var left in path[next.Depth..]) onPath.Remove(left);
                path.RemoveRange(next.Depth, path.Count - next.Depth);
                if (onPath.Contains(next.Rule)) return [.. path[path.IndexOf(next.Rule)..], next.Rule];
                if (!done.Add(next.Rule)) continue;
                path.Add(next.Rule);
                onPath.Add(next.Rule);
                foreach (var first in Firsts(grammar.Rules[next.Rule]).Distinct()) pending.Push((first, path.Count));
            }
        }
        return null;
    }

    /// <summary>The rules that neither are recursive nor lead to one that is, each after those it uses. Every rule must be defined.</summary>
    public IReadOnlyList<string> Finite()
    {
        var finite = new List<string>();
        var open = calls.ToDictionary(rule => rule.Key, rule => rule.Value.Length);
        var pending = new Stack<string>(open.Where(rule => rule.Value == 0).Select(rule => rule.Key));
        while (pending.TryPop(out var rule))
        {
            finite.Add(rule);
            foreach (var caller in callers[rule])
                if (--open[caller] == 0) pending.Push(caller);
        }
        return finite;
    }

    private void FindNullable()
    {
        var pending = new Stack<string>(calls.Keys);
        while (pending.TryPop(out var rule))
        {
            if (nullable.Contains(rule) || !IsNullable(grammar.Rules[rule])) continue;
            nullable.Add(rule);
            foreach (var caller in callers[rule]) pending.Push(caller);
        }
    }

    private bool IsNullable(Expression expression) => expression switch
    {
        Literal literal => literal.Text.Length == 0,
        Concatenation sequence => sequence.Items.All(IsNullable),
        Alternatives alternatives => alternatives.Items.Any(IsNullable),
        Repeat repeat => repeat.Least == 0 || IsNullable(repeat.Item),
        Reference reference => nullable.Contains(reference.Rule),
        Regular regular => regular.Automaton.States[0].IsAccepting,
        _ => false,
    };

    /// <summary>The rules a text of this may begin with.</summary>
    private IEnumerable<string> Firsts(Expression expression) => expression switch
    {
        Concatenation sequence => sequence.Items.Take(1 + sequence.Items.TakeWhile(IsNullable).Count()).SelectMany(Firsts),
        Alternatives alternatives => alternatives.Items.SelectMany(Firsts),
        Repeat { Most: not 0 } repeat => Firsts(repeat.Item),
        Reference reference => [reference.Rule],
        _ => [],
    };

    private static IEnumerable<string> References(Expression expression) => expression switch
    {
        Concatenation sequence => sequence.Items.SelectMany(References),
        Alternatives alternatives => alternatives.Items.SelectMany(References),
        Repeat repeat => References(repeat.Item),
        Reference reference => [reference.Rule],
        _ => [],
    };
}
