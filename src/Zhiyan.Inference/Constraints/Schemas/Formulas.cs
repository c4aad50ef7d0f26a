using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>Makes formulas, each one once. Belongs to one compilation.</summary>
internal sealed class Formulas
{
    private const int Most = 50_000;

    private readonly Dictionary<string, Formula> known = [];

    public Formulas()
    {
        Anything = Known("true", number => new Formula.Anything(number));
        Nothing = Known("false", number => new Formula.Nothing(number));
    }

    public Formula Anything { get; }

    public Formula Nothing { get; }

    public Formula Of(Subschema subschema)
    {
        if (subschema.IsTrivially(true)) return Anything;
        if (subschema.IsTrivially(false)) return Nothing;
        return Known($"#{subschema.Pointer}", number => new Formula.Schema(number, subschema));
    }

    public Formula Constant(JsonNode? value) => Known($"={value?.ToJsonString() ?? "null"}", number => new Formula.Constant(number, value));

    public Formula And(params IEnumerable<Formula> items)
    {
        var distinct = Flat(items, item => (item as Formula.All)?.Items, Anything);
        if (IsContradiction(distinct, Nothing)) return Nothing;
        return distinct.Count switch { 0 => Anything, 1 => distinct[0], _ => Known(Key('&', distinct), number => new Formula.All(number, distinct)) };
    }

    public Formula Or(params IEnumerable<Formula> items)
    {
        var distinct = Flat(items, item => (item as Formula.Any)?.Items, Nothing);
        if (IsContradiction(distinct, Anything)) return Anything;
        return distinct.Count switch { 0 => Nothing, 1 => distinct[0], _ => Known(Key('|', distinct), number => new Formula.Any(number, distinct)) };
    }

    public Formula Not(Formula item) => item switch
    {
        Formula.Anything => Nothing,
        Formula.Nothing => Anything,
        Formula.Not not => not.Item,
        Formula.All all => Or(all.Items.Select(Not)),
        Formula.Any any => And(any.Items.Select(Not)),
        _ => Known($"!{item.Number}", number => new Formula.Not(number, item)),
    };

    private static List<Formula> Flat(IEnumerable<Formula> items, Func<Formula, IReadOnlyList<Formula>?> inner, Formula neutral) =>
        [.. items.SelectMany(item => inner(item) ?? [item]).Where(item => item != neutral).DistinctBy(item => item.Number).OrderBy(item => item.Number)];

    private static bool IsContradiction(List<Formula> items, Formula absorbing) =>
        items.Any(item => item == absorbing || (item is Formula.Not not && items.Contains(not.Item)));

    private static string Key(char sign, IEnumerable<Formula> items) => sign + string.Join(',', items.Select(item => item.Number));

    private Formula Known(string key, Func<int, Formula> create)
    {
        if (known.TryGetValue(key, out var formula)) return formula;
        if (known.Count >= Most) throw new ConstraintException($"the schema needs more than {Most:N0} combinations of its parts; make it smaller.");
        return known[key] = create(known.Count);
    }
}
