using System.Runtime.CompilerServices;
using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>Writes the JSON texts of a formula as a grammar: a rule for every formula that arrays or objects meet, scalars as automata in place.</summary>
internal sealed class GrammarWriter(SchemaSets sets)
{
    private const int MostRules = 50_000;

    /// <summary>An automaton of more states than this is a rule, so that it is laid out once however many members have that format.</summary>
    private const int LargeAutomaton = 100;

    private readonly Dictionary<string, Expression> rules = [];
    private readonly Dictionary<int, Expression> expressions = [];
    private readonly Dictionary<StringSet, Expression> strings = [];
    private readonly Queue<(string Rule, Formula Formula)> waiting = new();

    public SchemaSets Sets => sets;

    public Formulas Formulas => sets.Formulas;

    /// <summary>After a name, and between members or items: one space is allowed, as models like to write it.</summary>
    public static Expression Colon { get; } = new Concatenation([new Literal(":"), new Repeat(new Literal(" "), 0, 1)]);

    public static Expression Comma { get; } = new Concatenation([new Literal(","), new Repeat(new Literal(" "), 0, 1)]);

    public static Expression Empty { get; } = new Literal("");

    public static Expression Impossible { get; } = new Alternatives([]);

    public Grammar Write(Formula root)
    {
        const string name = "root";
        rules[name] = Of(root);
        var arrays = new ArrayWriter(this);
        var objects = new ObjectWriter(this);
        while (waiting.TryDequeue(out var next))
        {
            var (rule, formula) = next;
            var set = sets.Of(formula);
            try
            {
                rules[rule] = new Alternatives(
                [
                    .. Scalars(set),
                    .. set.Arrays.Select((array, i) => arrays.Write(array, $"{rule}[{i}]")),
                    .. set.Objects.Select((each, i) => objects.Write(each, $"{rule}{{{i}}}")),
                ]);
            }
            catch (ConstraintException e) when (e.Path == "" && Place(formula) is { } pointer)
            {
                throw new ConstraintException($"the schema at '{pointer}' cannot be honoured: {e.Message}", pointer);
            }
        }
        return new Grammar(rules, name);
    }

    public Expression Of(Formula formula)
    {
        if (formula is Formula.Anything) return JsonText.Value(rules);
        if (expressions.TryGetValue(formula.Number, out var known)) return known;
        var set = sets.Of(formula);
        if (set.Arrays.Count == 0 && set.Objects.Count == 0) return expressions[formula.Number] = new Alternatives([.. Scalars(set)]);
        var rule = formula is Formula.Schema schema ? "#" + schema.Subschema.Pointer : $"and {formula.Number}";
        expressions[formula.Number] = new Reference(rule);
        waiting.Enqueue((rule, formula));
        return expressions[formula.Number];
    }

    /// <summary>A rule of its own for a part that is used more than once.</summary>
    public Expression Rule(string name, Func<Expression> write)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (rules.Count >= MostRules) throw new ConstraintException($"the schema needs more than {MostRules:N0} grammar rules; make it smaller.");
        if (rules.TryAdd(name, Impossible)) rules[name] = write();
        return new Reference(name);
    }

    public Expression AnyArray() => JsonText.Array(rules);

    public Expression AnyObject() => JsonText.Object(rules);

    /// <summary>A subschema that has a part in it.</summary>
    private static string? Place(Formula formula) => formula switch
    {
        Formula.Schema schema => schema.Subschema.Pointer,
        Formula.Not not => Place(not.Item),
        Formula.All all => all.Items.Select(Place).FirstOrDefault(pointer => pointer is not null),
        Formula.Any any => any.Items.Select(Place).FirstOrDefault(pointer => pointer is not null),
        _ => null,
    };

    private IEnumerable<Expression> Scalars(ValueSet set)
    {
        if (set.Null) yield return new Literal("null");
        if (set.True) yield return new Literal("true");
        if (set.False) yield return new Literal("false");
        if (!set.Numbers.IsNothing) yield return Numbers(set.Numbers);
        if (!set.Strings.IsEmpty) yield return Strings(set.Strings);
    }

    private Expression Strings(StringSet set)
    {
        if (strings.TryGetValue(set, out var known)) return known;
        var texts = set.ToExpression();
        return strings[set] = texts is Regular { Automaton.States.Count: > LargeAutomaton } ? Rule($"strings {strings.Count}", () => texts) : texts;
    }

    /// <summary>Free numbers may have an exponent. Those that are all integers have no fraction, not even a zero one: readers take them for integers.</summary>
    private static Regular Numbers(Automaton numbers)
    {
        if (numbers == Decimals.Integers) return JsonText.Integer;
        if (numbers.HasSameStates(Decimals.All)) return JsonText.Number;
        return new Regular(numbers.Except(Decimals.Integers).IsNothing ? numbers.Intersect(Decimals.Whole) : numbers);
    }
}
