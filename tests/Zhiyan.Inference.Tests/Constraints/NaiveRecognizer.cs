using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Tests.Constraints;

/// <summary>The meaning of a grammar, written down: where each expression may end, by trying everything. For grammars without left recursion.</summary>
internal sealed class NaiveRecognizer
{
    private readonly Grammar grammar;
    private readonly int[] text;
    private readonly Dictionary<(string Rule, int Start), HashSet<int>> known = [];

    private NaiveRecognizer(Grammar grammar, string text)
    {
        this.grammar = grammar;
        this.text = [.. text.EnumerateRunes().Select(rune => rune.Value)];
    }

    public static bool Accepts(Grammar grammar, string text)
    {
        var recognizer = new NaiveRecognizer(grammar, text);
        return recognizer.Ends(new Reference(grammar.Root), 0).Contains(recognizer.text.Length);
    }

    private HashSet<int> Ends(Expression expression, int start) => expression switch
    {
        Literal literal => literal.Text.EnumerateRunes().Select(rune => rune.Value).ToArray() is var sought && text.AsSpan(start).StartsWith(sought) ? [start + sought.Length] : [],
        Characters characters => start < text.Length && characters.Ranges.Any(range => range.First <= text[start] && text[start] <= range.Last) ? [start + 1] : [],
        Concatenation sequence => sequence.Items.Aggregate(new HashSet<int> { start }, (starts, item) => [.. starts.SelectMany(from => Ends(item, from))]),
        Alternatives alternatives => [.. alternatives.Items.SelectMany(item => Ends(item, start))],
        Repeat repeat => EndsOfRepeat(repeat, start),
        Reference reference => EndsOfRule(reference.Rule, start),
        _ => throw new NotSupportedException(),
    };

    private HashSet<int> EndsOfRule(string rule, int start)
    {
        if (known.TryGetValue((rule, start), out var ends)) return ends;
        return known[(rule, start)] = Ends(grammar.Rules[rule], start);
    }

    private HashSet<int> EndsOfRepeat(Repeat repeat, int start)
    {
        HashSet<int> starts = [start];
        var ends = new HashSet<int>();
        for (var count = 0; ; count++)
        {
            if (count >= repeat.Least) ends.UnionWith(starts);
            if (count == repeat.Most || starts.Count == 0 || count > repeat.Least + text.Length) return ends;
            starts = [.. starts.SelectMany(from => Ends(repeat.Item, from))];
        }
    }
}
