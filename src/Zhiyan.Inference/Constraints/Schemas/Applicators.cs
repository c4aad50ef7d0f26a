namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// The keywords that apply subschemas to the value itself. Where <c>unevaluatedProperties</c> or <c>unevaluatedItems</c> need to know which
/// subschemas hold, the ways to meet a schema are kept apart as branches, each with what it has evaluated; else there is one.
/// </summary>
internal sealed class Applicators(SchemaDocument document, SchemaSets sets, SchemaReader reader)
{
    /// <summary>Every subset of the subschemas of an <c>anyOf</c> is a branch of its own.</summary>
    private const int MostTracked = 5, MostBranches = 256;

    private readonly HashSet<string> open = [];

    /// <param name="Keys">Those evaluated.</param>
    /// <param name="Items">So many first items are evaluated; all are where it is <see cref="int.MaxValue"/>.</param>
    public sealed record Branch(ValueSet Set, KeySet Keys, int Items);

    private Formulas Formulas => sets.Formulas;

    public IReadOnlyList<Branch> Branches(Subschema schema, bool isTracked)
    {
        if (schema.Json is null) return schema.IsTrivially(true) ? [new Branch(ValueSet.All(Formulas), KeySet.None, 0)] : [];
        if (!open.Add(schema.Pointer)) throw new ConstraintException("a reference leads back to itself and no value lies between.");
        isTracked |= schema.Has("unevaluatedProperties") || schema.Has("unevaluatedItems");
        Branch own = new(reader.Assertions(schema), isTracked ? EvaluatedKeys(schema) : KeySet.None, isTracked ? EvaluatedItems(schema) : 0);
        IReadOnlyList<Branch> branches = schema.Has("properties") ? [Unevaluated(ValueSet.All(Formulas))] : [own];
        // In the order of the keywords, so that members come in the order in which the schema speaks of them.
        foreach (var keyword in schema.Keywords)
        {
            foreach (var options in Options(schema, keyword, own, isTracked))
                branches = schema.Located(keyword, () => Products(branches, options()));
        }
        open.Remove(schema.Pointer);
        return schema.Has("unevaluatedProperties") || schema.Has("unevaluatedItems") ? [.. branches.Select(branch => WithoutOthers(branch, schema))] : branches;
    }

    private IEnumerable<Func<IReadOnlyList<Branch>>> Options(Subschema schema, string keyword, Branch own, bool isTracked) => keyword switch
    {
        "properties" => [() => [own]],
        "$ref" or "$dynamicRef" => [() => InPlace(document.Resolve(schema, keyword), isTracked)],
        "allOf" => schema.ChildList("allOf").Select(part => (Func<IReadOnlyList<Branch>>)(() => InPlace(part, isTracked))),
        "anyOf" => [() => AnyOf(schema.ChildList("anyOf"), isTracked)],
        "oneOf" => [() => OneOf(schema.ChildList("oneOf"), isTracked)],
        "not" => [() => [Unevaluated(sets.Of(Formulas.Not(Formulas.Of(schema.Child("not")!))))]],
        "if" when isTracked || schema.Has("then") || schema.Has("else") =>
            [() => Conditional(schema.Child("if")!, schema.Child("then"), schema.Child("else"), isTracked)],
        "dependentSchemas" => schema.Children("dependentSchemas").Select(dependent =>
            (Func<IReadOnlyList<Branch>>)(() => Dependent(dependent.Key, InPlace(dependent.Schema, isTracked), isTracked))),
        "dependentRequired" => schema.NameLists("dependentRequired").Select(dependent =>
            (Func<IReadOnlyList<Branch>>)(() => Dependent(dependent.Key, [Unevaluated(Having(dependent.Names))], isTracked))),
        _ => [],
    };

    private IReadOnlyList<Branch> InPlace(Subschema schema, bool isTracked) =>
        isTracked ? Branches(schema, isTracked: true) : [Unevaluated(sets.Of(Formulas.Of(schema)))];

    private IReadOnlyList<Branch> AnyOf(IReadOnlyList<Subschema> parts, bool isTracked)
    {
        if (!isTracked) return [Unevaluated(ValueSet.Union([.. parts.Select(part => sets.Of(Formulas.Of(part)))]))];
        if (parts.Count > MostTracked) throw new ConstraintException($"with unevaluated members or items, no more than {MostTracked} alternatives are supported");
        var branches = new List<Branch>();
        foreach (var ways in parts.Select(part => Branches(part, isTracked: true)))
            branches.AddRange([.. Products(branches, ways), .. ways]);
        return branches;
    }

    /// <summary>Each one without what it shares with others: for most schemas that is nothing, which needs no negation.</summary>
    private IReadOnlyList<Branch> OneOf(IReadOnlyList<Subschema> parts, bool isTracked)
    {
        var each = parts.Select(part => sets.Of(Formulas.Of(part))).ToList();
        var branches = new List<Branch>();
        for (var i = 0; i < parts.Count; i++)
        {
            var others = each.Where((set, j) => j != i && !sets.IsEmpty(set.Intersect(each[i], Formulas)));
            var alone = others.Aggregate(each[i], (set, other) => set.Intersect(other.Complement(Formulas), Formulas));
            branches.AddRange(isTracked ? Products(Branches(parts[i], isTracked: true), [Unevaluated(alone)]) : [Unevaluated(alone)]);
        }
        return isTracked ? branches : [Unevaluated(ValueSet.Union([.. branches.Select(branch => branch.Set)]))];
    }

    private IReadOnlyList<Branch> Conditional(Subschema condition, Subschema? then, Subschema? otherwise, bool isTracked)
    {
        var holds = InPlace(condition, isTracked);
        IReadOnlyList<Branch> fails = [Unevaluated(sets.Of(Formulas.Not(Formulas.Of(condition))))];
        if (then is not null) holds = Products(holds, InPlace(then, isTracked));
        if (otherwise is not null) fails = Products(fails, InPlace(otherwise, isTracked));
        return isTracked ? [.. holds, .. fails] : [Unevaluated(ValueSet.Union([.. holds.Concat(fails).Select(branch => branch.Set)]))];
    }

    /// <summary>Either the key is absent, or it is there and more is asked.</summary>
    private IReadOnlyList<Branch> Dependent(string key, IReadOnlyList<Branch> then, bool isTracked)
    {
        var names = KeySet.OfNames([key]);
        var absent = ValueSet.All(Formulas) with { Objects = [new ObjectSet { Rules = [new ObjectSet.Rule(names, Formulas.Nothing)] }] };
        var present = Products(then, [Unevaluated(Having([key]))]);
        return isTracked ? [Unevaluated(absent), .. present] : [Unevaluated(ValueSet.Union([absent, .. present.Select(branch => branch.Set)]))];
    }

    private Branch WithoutOthers(Branch branch, Subschema schema)
    {
        var set = branch.Set;
        if (schema.Child("unevaluatedProperties") is { } member)
        {
            var rule = new ObjectSet.Rule(branch.Keys.Complement(), Formulas.Of(member));
            var rest = ValueSet.All(Formulas) with { Objects = [new ObjectSet { Rules = [rule] }] };
            if (!member.IsTrivially(true)) set = set.Intersect(rest, Formulas);
            branch = branch with { Keys = KeySet.All };
        }
        if (schema.Child("unevaluatedItems") is { } item)
        {
            if (branch.Items < int.MaxValue && set.Arrays.Any(array => array.Counts.Count > 0))
                throw schema.Error("unevaluatedItems", "beside 'contains' is not supported");
            if (branch.Items < int.MaxValue)
            {
                var array = new ArraySet { Prefix = [.. Enumerable.Repeat(Formulas.Anything, branch.Items)], Rest = Formulas.Of(item) };
                set = set.Intersect(ValueSet.All(Formulas) with { Arrays = [array.Normalized(Formulas)!] }, Formulas);
            }
            branch = branch with { Items = int.MaxValue };
        }
        return branch with { Set = set };
    }

    private static KeySet EvaluatedKeys(Subschema schema) => schema.Has("additionalProperties") ? KeySet.All : SchemaReader.NamedKeys(schema);

    private static int EvaluatedItems(Subschema schema) => schema.Has("items") ? int.MaxValue : schema.ChildList("prefixItems").Count;

    private static Branch Unevaluated(ValueSet set) => new(set, KeySet.None, 0);

    /// <summary>Objects with these keys, and all that are no objects.</summary>
    private ValueSet Having(IReadOnlyList<string> keys) => ValueSet.All(Formulas) with { Objects = [new ObjectSet { Order = [.. keys], Required = [.. keys] }] };

    private IReadOnlyList<Branch> Products(IReadOnlyList<Branch> left, IReadOnlyList<Branch> right)
    {
        if (left.Count * right.Count > MostBranches) throw new ConstraintException($"more than {MostBranches} ways to meet it have to be kept apart");
        var products = left.SelectMany(one => right.Select(other =>
            new Branch(one.Set.Intersect(other.Set, Formulas), one.Keys.Union(other.Keys), Math.Max(one.Items, other.Items))));
        return [.. products.Where(branch => !branch.Set.IsNone)];
    }
}
