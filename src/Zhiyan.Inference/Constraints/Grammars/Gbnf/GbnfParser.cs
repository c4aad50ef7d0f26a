using System.Text;
using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Grammars.Gbnf;

/// <summary>
/// Reads GBNF, the grammar notation that llama.cpp documents (grammars/README.md): rules <c>name ::= …</c>, strings, character classes, '.',
/// groups, | * + ? {m,n}, tokens and # comments. Code points are the unit.
/// </summary>
internal sealed class GbnfParser
{
    private const string Root = "root";
    private const int DeepestGroup = 100;
    private const int MostRepetitions = 8;      // of one item: "a"{2}{3}

    private readonly GbnfReader reader;
    private readonly Dictionary<string, Expression> rules = [];
    private readonly Dictionary<string, int> definitions = [];
    private readonly Dictionary<string, int> uses = [];         // where a rule is first used
    private int depth;

    private GbnfParser(string text) => reader = new GbnfReader(text);

    /// <exception cref="ConstraintException">It is not GBNF, or is left-recursive; the message says in which line and column.</exception>
    public static Grammar Parse(string text) => new GbnfParser(text).Parse();

    private Grammar Parse()
    {
        for (reader.SkipBlanks(newlines: true); !reader.AtEnd; reader.SkipBlanks(newlines: true)) Rule();
        if (rules.Count == 0) throw reader.Error("there is no rule; write root ::= …");
        if (!rules.ContainsKey(Root)) throw reader.Error("no rule is named root, which the whole text must match");
        var grammar = new Grammar(rules, Root);
        var checks = new GrammarRules(grammar);
        if (checks.Undefined() is { } missing) throw reader.Error($"the rule {missing} is not defined", uses[missing]);
        if (checks.LeftRecursion() is not { } cycle) return grammar;
        var way = string.Join(" → ", cycle);
        throw reader.Error($"the rule {cycle[0]} is left-recursive ({way}); put a character before the recursion", definitions[cycle[0]]);
    }

    private void Rule()
    {
        var start = reader.Position;
        var name = reader.Name();
        if (name.Length == 0) throw reader.Error($"expected the name of a rule, found {reader.Found()}{Hint()}");
        reader.SkipBlanks(newlines: false);
        reader.Expect("::=", $"after the name {name}");
        reader.SkipBlanks(newlines: true);
        if (!definitions.TryAdd(name, start)) throw reader.Error($"the rule {name} is defined twice", start);
        rules[name] = Alternatives(nested: false);
        if (!reader.AtEnd && reader.Next is not ('\n' or '\r')) throw reader.Error($"{reader.Found()} fits nowhere in the rule {name}");
    }

    private string Hint() => reader.Next == '|' ? "; end the line before with |, or put the alternatives into parentheses" : "";

    private Expression Alternatives(bool nested)
    {
        var items = new List<Expression> { Sequence(nested) };
        while (reader.TryTake("|"))
        {
            reader.SkipBlanks(newlines: true);
            items.Add(Sequence(nested));
        }
        return items.Count == 1 ? items[0] : new Alternatives(items);
    }

    private Expression Sequence(bool nested)
    {
        var items = new List<Expression>();
        while (Item() is { } item)
        {
            reader.SkipBlanks(nested);
            for (var repetitions = 1; IsRepetition(); repetitions++)
            {
                if (repetitions > MostRepetitions) throw reader.Error($"more than {MostRepetitions} repetitions follow one another");
                item = Repeated(item);
                reader.SkipBlanks(nested);
            }
            items.Add(item);
        }
        return items.Count == 1 ? items[0] : new Concatenation(items);
    }

    private Expression? Item()
    {
        var start = reader.Position;
        if (reader.TryTake("\"")) return String(start);
        if (reader.TryTake("[")) return Class(start);
        if (reader.TryTake("(")) return Group(start);
        if (reader.TryTake(".")) return new Characters(CodePointSet.All.Ranges);
        if (reader.TryTake("!<")) return new Token(reader.Until('>', "the name of a token"), IsNegated: true);
        if (reader.TryTake("<")) return new Token(reader.Until('>', "the name of a token"));
        if (IsRepetition()) throw reader.Error($"there is nothing before {reader.Found()} to repeat");
        var name = reader.Name();
        if (name.Length == 0) return null;
        uses.TryAdd(name, start);
        return new Reference(name);
    }

    private bool IsRepetition() => reader.Next is '*' or '+' or '?' or '{';

    private Repeat Repeated(Expression item)
    {
        var start = reader.Position;
        if (reader.TryTake("*")) return new Repeat(item, 0, null);
        if (reader.TryTake("+")) return new Repeat(item, 1, null);
        if (reader.TryTake("?")) return new Repeat(item, 0, 1);
        reader.Expect("{", "to repeat");
        return Counted(item, start);
    }

    private Repeat Counted(Expression item, int start)
    {
        reader.SkipBlanks(newlines: false);
        var least = reader.Number() ?? throw reader.Error($"expected a number, found {reader.Found()}");
        int? most = least;
        reader.SkipBlanks(newlines: false);
        if (reader.TryTake(","))
        {
            reader.SkipBlanks(newlines: false);
            most = reader.Number();
            reader.SkipBlanks(newlines: false);
        }
        reader.Expect("}", "after the counts of a repetition");
        return most < least ? throw reader.Error($"at least {least} and at most {most} times is impossible", start) : new Repeat(item, least, most);
    }

    private Expression Group(int start)
    {
        if (++depth > DeepestGroup) throw reader.Error($"groups are nested deeper than {DeepestGroup}", start);
        reader.SkipBlanks(newlines: true);
        var inner = Alternatives(nested: true);
        if (reader.AtEnd) throw reader.Error("the group is not closed", start);
        reader.Expect(")", "at the end of a group");
        depth--;
        return inner;
    }

    private Literal String(int start)
    {
        var content = new StringBuilder();
        while (!reader.TryTake("\""))
        {
            if (reader.AtEnd) throw reader.Error("the string is not closed", start);
            content.Append(reader.Character().ToString());
        }
        return new Literal(content.ToString());
    }

    private Characters Class(int start)
    {
        var negated = reader.TryTake("^");
        var ranges = new List<(int First, int Last)>();
        while (!reader.TryTake("]"))
        {
            if (reader.AtEnd) throw reader.Error("the character class is not closed", start);
            var at = reader.Position;
            var first = reader.Character();
            var last = first;
            if (reader.Next == '-')
            {
                reader.TryTake("-");
                if (reader.AtEnd) throw reader.Error("the character class is not closed", start);
                if (reader.Next == ']') ranges.Add(('-', '-'));
                else last = reader.Character();
            }
            if (last < first) throw reader.Error($"the range {first}-{last} runs backwards", at);
            ranges.Add((first.Value, last.Value));
        }
        if (ranges.Count == 0) throw reader.Error("the character class is empty", start);
        return new Characters(negated ? CodePointSet.Of(ranges).Complement().Ranges : ranges);
    }
}
