using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// A set of JSON values, type by type: literals, numbers (<see cref="Decimals"/>), strings, and arrays and objects as unions. What is inside
/// arrays and objects stays a formula until it is asked for. Closed under the operations of sets, exactly.
/// </summary>
internal sealed record ValueSet
{
    /// <summary>Unions of arrays or of objects beyond this are refused: they multiply when sets are intersected.</summary>
    private const int MostAlternatives = 1000;

    public bool Null { get; init; }

    public bool True { get; init; }

    public bool False { get; init; }

    public Automaton Numbers { get; init; } = Automaton.Nothing;

    public StringSet Strings { get; init; } = StringSet.None;

    public IReadOnlyList<ArraySet> Arrays { get; init; } = [];

    public IReadOnlyList<ObjectSet> Objects { get; init; } = [];

    public static ValueSet None { get; } = new();

    public static ValueSet All(Formulas formulas) => new()
    {
        Null = true, True = true, False = true, Numbers = Decimals.All, Strings = StringSet.All, Arrays = [ArraySet.All(formulas)], Objects = [ObjectSet.All],
    };

    public bool HasScalars => Null || True || False || !Numbers.IsNothing || !Strings.IsEmpty;

    public bool IsNone => !HasScalars && Arrays.Count == 0 && Objects.Count == 0;

    public static ValueSet Of(IReadOnlyList<JsonNode?> constants, Formulas formulas)
    {
        var kinds = constants.ToLookup(value => value?.GetValueKind() ?? JsonValueKind.Null);
        return new ValueSet
        {
            Null = kinds.Contains(JsonValueKind.Null),
            True = kinds.Contains(JsonValueKind.True),
            False = kinds.Contains(JsonValueKind.False),
            Numbers = Decimals.Of([.. kinds[JsonValueKind.Number].Select(number => PlainNumber.Parse(number!.AsValue()))]),
            Strings = StringSet.Of(Words.Of(kinds[JsonValueKind.String].Select(text => text!.GetValue<string>()))),
            Arrays = Bounded(kinds[JsonValueKind.Array].Select(array => Exactly(array!.AsArray(), formulas))),
            Objects = Bounded(kinds[JsonValueKind.Object].Select(each => Exactly(each!.AsObject(), formulas))),
        };
    }

    public ValueSet Intersect(ValueSet other, Formulas formulas) => new()
    {
        Null = Null && other.Null,
        True = True && other.True,
        False = False && other.False,
        Numbers = Numbers == Decimals.All ? other.Numbers : other.Numbers == Decimals.All ? Numbers : Numbers.Intersect(other.Numbers),
        Strings = Strings.Intersect(other.Strings),
        Arrays = Products(Arrays, other.Arrays, (left, right) => left.Intersect(right, formulas)),
        Objects = Products(Objects, other.Objects, (left, right) => left.Intersect(right, formulas)),
    };

    public ValueSet Union(ValueSet other) => new()
    {
        Null = Null || other.Null,
        True = True || other.True,
        False = False || other.False,
        Numbers = Numbers.Union(other.Numbers),
        Strings = Strings.Union(other.Strings),
        Arrays = Bounded(Arrays.Union(other.Arrays)),
        Objects = Bounded(Objects.Union(other.Objects)),
    };

    /// <summary>Pairwise, so that a union of many small sets stays small as long as it can.</summary>
    public static ValueSet Union(IReadOnlyList<ValueSet> sets) => sets.Count switch
    {
        0 => None,
        1 => sets[0],
        _ => Union([.. sets.Chunk(2).Select(pair => pair.Length == 2 ? pair[0].Union(pair[1]) : pair[0])]),
    };

    public ValueSet Complement(Formulas formulas) => new()
    {
        Null = !Null,
        True = !True,
        False = !False,
        Numbers = Decimals.All.Except(Numbers),
        Strings = Strings.Complement(),
        Arrays = Arrays.Aggregate<ArraySet, IReadOnlyList<ArraySet>>(
            [ArraySet.All(formulas)], (others, array) => Products(others, [.. array.Complement(formulas)], (left, right) => left.Intersect(right, formulas))),
        Objects = Objects.Aggregate<ObjectSet, IReadOnlyList<ObjectSet>>(
            [ObjectSet.All], (others, each) => Products(others, [.. each.Complement(formulas)], (left, right) => left.Intersect(right, formulas))),
    };

    /// <summary>Its values where all are scalars and no more than <paramref name="most"/>, else null.</summary>
    public IReadOnlyList<JsonNode?>? Scalars(int most)
    {
        if (Arrays.Count > 0 || Objects.Count > 0) return null;
        if (Numbers.Intersect(Decimals.Shortest).Texts(most) is not { } numbers || Strings.Language.Texts(most) is not { } strings) return null;
        var values = new List<JsonNode?>();
        if (Null) values.Add(null);
        if (True) values.Add(JsonValue.Create(true));
        if (False) values.Add(JsonValue.Create(false));
        values.AddRange(numbers.Select(number => JsonNode.Parse(number)));
        values.AddRange(strings.Select(text => JsonValue.Create(text)));
        return values.Count <= most ? values : null;
    }

    private static ArraySet Exactly(JsonArray array, Formulas formulas) =>
        new() { Prefix = [.. array.Select(formulas.Constant)], Rest = formulas.Nothing, Least = array.Count, Most = array.Count };

    private static ObjectSet Exactly(JsonObject each, Formulas formulas)
    {
        var closed = new ObjectSet { Rules = [new ObjectSet.Rule(KeySet.OfNames(each.Select(member => member.Key)).Complement(), formulas.Nothing)] };
        return each.Aggregate(closed, (set, member) => set.With(member.Key, formulas.Constant(member.Value)));
    }

    private static IReadOnlyList<T> Products<T>(IReadOnlyList<T> left, IReadOnlyList<T> right, Func<T, T, T?> intersect)
        where T : class =>
        Bounded(left.SelectMany(one => right.Select(other => intersect(one, other))).OfType<T>());

    private static IReadOnlyList<T> Bounded<T>(IEnumerable<T> sets)
    {
        var list = sets.Take(MostAlternatives + 1).ToList();
        return list.Count <= MostAlternatives ? list : throw new ConstraintException($"more than {MostAlternatives:N0} alternatives have to be kept apart");
    }
}
