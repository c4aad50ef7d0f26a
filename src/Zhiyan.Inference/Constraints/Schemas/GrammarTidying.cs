using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>Drops what no finite text can come out of, and puts rules that are used once in their place.</summary>
internal static class GrammarTidying
{
    /// <summary>Null where the root has no text.</summary>
    public static Grammar? Tidied(Grammar grammar)
    {
        var productive = Productive(grammar);
        if (!productive.Contains(grammar.Root)) return null;
        var pruned = grammar.Rules.Where(rule => productive.Contains(rule.Key)).ToDictionary(rule => rule.Key, rule => Pruned(rule.Value, productive)!);
        var uses = Uses(pruned, grammar.Root);
        return new Grammar(new Inlining(pruned, uses).From(grammar.Root), grammar.Root);
    }

    /// <summary>The least fixed point: a rule is looked at again when one that it needs has become productive.</summary>
    private static HashSet<string> Productive(Grammar grammar)
    {
        var productive = new HashSet<string>();
        var users = grammar.Rules.SelectMany(rule => References(rule.Value).Distinct().Select(used => (Used: used, User: rule.Key)))
            .ToLookup(pair => pair.Used, pair => pair.User);
        var open = new Stack<string>(grammar.Rules.Keys);
        while (open.TryPop(out var name))
        {
            if (productive.Contains(name) || Pruned(grammar.Rules[name], productive) is null) continue;
            productive.Add(name);
            foreach (var user in users[name]) open.Push(user);
        }
        return productive;
    }

    /// <summary>Null where nothing can come out of it.</summary>
    private static Expression? Pruned(Expression expression, HashSet<string> productive)
    {
        switch (expression)
        {
            case Reference reference: return productive.Contains(reference.Rule) ? reference : null;
            case Repeat repeat:
                if (Pruned(repeat.Item, productive) is { } repeated) return repeat with { Item = repeated };
                return repeat.Least == 0 ? GrammarWriter.Empty : null;
            case Concatenation concatenation:
                var items = concatenation.Items.Select(item => Pruned(item, productive)).ToList();
                return items.Contains(null) ? null : new Concatenation([.. items.Select(item => item!)]);
            case Alternatives alternatives:
                var ways = alternatives.Items.Select(item => Pruned(item, productive)).OfType<Expression>().ToList();
                return ways.Count == 0 ? null : ways.Count == 1 ? ways[0] : new Alternatives(ways);
            case Regular regular: return regular.Automaton.IsNothing ? null : regular;
            case Characters characters: return characters.Ranges.Count == 0 ? null : characters;
            default: return expression;
        }
    }

    /// <summary>How often each rule that can be reached is named by others that can.</summary>
    private static Dictionary<string, int> Uses(Dictionary<string, Expression> rules, string root)
    {
        var uses = new Dictionary<string, int> { [root] = 2 };
        var open = new Stack<string>([root]);
        while (open.TryPop(out var name))
        {
            foreach (var used in References(rules[name]))
            {
                if (!uses.TryAdd(used, 1)) uses[used]++;
                else open.Push(used);
            }
        }
        return uses;
    }

    private static IEnumerable<string> References(Expression expression) => expression switch
    {
        Reference reference => [reference.Rule],
        Repeat repeat => References(repeat.Item),
        Concatenation concatenation => concatenation.Items.SelectMany(References),
        Alternatives alternatives => alternatives.Items.SelectMany(References),
        _ => [],
    };

    private sealed class Inlining(Dictionary<string, Expression> rules, Dictionary<string, int> uses)
    {
        /// <summary>Expressions nested deeper stay rules: who reads them reads them recursively.</summary>
        private const int MostDepth = 64;

        private readonly HashSet<string> kept = [];
        private readonly Queue<string> waiting = new();

        public Dictionary<string, Expression> From(string root)
        {
            var inlined = new Dictionary<string, Expression>();
            Keep(root);
            while (waiting.TryDequeue(out var name)) inlined[name] = Of(rules[name], 0);
            return inlined;
        }

        private Expression Keep(string name)
        {
            if (kept.Add(name)) waiting.Enqueue(name);
            return new Reference(name);
        }

        /// <summary>A rule used once cannot be within itself: it would be used from outside too, or not be reached.</summary>
        private Expression Of(Expression expression, int depth)
        {
            switch (expression)
            {
                case Reference reference:
                    return uses[reference.Rule] == 1 && depth < MostDepth ? Of(rules[reference.Rule], depth + 1) : Keep(reference.Rule);
                case Repeat repeat: return repeat with { Item = Of(repeat.Item, depth + 1) };
                case Concatenation concatenation:
                    var items = concatenation.Items.Select(item => Of(item, depth + 1));
                    return Joined(items.SelectMany(item => item is Concatenation inner ? inner.Items : [item]));
                case Alternatives alternatives:
                    var ways = alternatives.Items.Select(item => Of(item, depth + 1));
                    return new Alternatives([.. ways.SelectMany(item => item is Alternatives inner ? inner.Items : [item])]);
                default: return expression;
            }
        }

        private static Expression Joined(IEnumerable<Expression> items)
        {
            var joined = new List<Expression>();
            foreach (var item in items)
            {
                if (item is Literal { Text: "" }) continue;
                if (item is Literal next && joined is [.., Literal last]) joined[^1] = new Literal(last.Text + next.Text);
                else joined.Add(item);
            }
            return joined.Count switch { 0 => GrammarWriter.Empty, 1 => joined[0], _ => new Concatenation(joined) };
        }
    }
}
