using System.Collections.Immutable;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>The objects of <see cref="Least"/> to <see cref="Most"/> members that have the required keys and keep every rule.</summary>
internal sealed record ObjectSet
{
    public static ObjectSet All { get; } = new();

    /// <summary>The keys that the schema names, in the order in which they are written; all that are required are in it.</summary>
    public ImmutableList<string> Order { get; init; } = [];

    public ImmutableHashSet<string> Required { get; init; } = [];

    public ImmutableList<Rule> Rules { get; init; } = [];

    /// <summary>For each of these, some member has such a key and such a value.</summary>
    public ImmutableList<Rule> Exists { get; init; } = [];

    public int Least { get; init; }

    public int? Most { get; init; }

    /// <summary>Where the schema asks for <see cref="Least"/>.</summary>
    public string? LeastAt { get; init; }

    /// <summary>The value of every such key follows the formula.</summary>
    public sealed record Rule(KeySet Keys, Formula Value);

    public bool IsAll => Order.IsEmpty && Required.IsEmpty && Rules.IsEmpty && Exists.IsEmpty && Least == 0 && Most is null;

    /// <summary>What the value of each of some keys follows.</summary>
    public IEnumerable<(string Key, Formula Value)> Values(IEnumerable<string> keys, Formulas formulas)
    {
        var named = Rules.Where(rule => rule.Keys.IsNames).SelectMany(rule => rule.Keys.Names.Select(name => (Name: name, rule.Value)))
            .ToLookup(pair => pair.Name, pair => pair.Value);
        var others = Rules.Where(rule => !rule.Keys.IsNames).ToList();
        return keys.Select(key => (key, formulas.And(named[key].Concat(others.Where(rule => rule.Keys.Contains(key)).Select(rule => rule.Value)))));
    }

    /// <summary>Null where nothing is in both.</summary>
    public ObjectSet? Intersect(ObjectSet other, Formulas formulas)
    {
        if (IsAll) return other;
        if (other.IsAll) return this;
        return new ObjectSet
        {
            Order = [.. Order.Union(other.Order)],
            Required = Required.Union(other.Required),
            Rules = [.. Rules.Union(other.Rules)],
            Exists = [.. Exists.Union(other.Exists)],
            Least = Math.Max(Least, other.Least),
            Most = Most is null ? other.Most : other.Most is null ? Most : Math.Min(Most.Value, other.Most.Value),
            LeastAt = Least >= other.Least ? LeastAt : other.LeastAt,
        }.Normalized(formulas);
    }

    /// <summary>Null where a count or a required key shows that nothing is left.</summary>
    public ObjectSet? Normalized(Formulas formulas)
    {
        var isImpossible = Most < Math.Max(Least, Required.Count) || Values(Required, formulas).Any(member => member.Value == formulas.Nothing);
        return isImpossible ? null : this;
    }

    /// <summary>All other objects.</summary>
    public IEnumerable<ObjectSet> Complement(Formulas formulas)
    {
        var all = new ObjectSet { Order = Order };
        if (Least > 0) yield return all with { Most = Least - 1 };
        if (Most < int.MaxValue) yield return all with { Least = Most.Value + 1, LeastAt = LeastAt };
        foreach (var key in Order.Where(Required.Contains)) yield return all with { Rules = [new Rule(KeySet.OfNames([key]), formulas.Nothing)] };
        foreach (var rule in Rules)
        {
            var other = formulas.Not(rule.Value);
            if (other == formulas.Nothing) continue;
            if (!rule.Keys.IsNames) yield return all with { Exists = [new Rule(rule.Keys, other)] };
            else foreach (var key in rule.Keys.Names) yield return all.With(key, other);
        }
        foreach (var rule in Exists) yield return all with { Rules = [new Rule(rule.Keys, formulas.Not(rule.Value))] };
    }

    /// <summary>Those that have the key, with such a value.</summary>
    public ObjectSet With(string key, Formula value) => this with
    {
        Order = Order.Contains(key) ? Order : Order.Add(key),
        Required = Required.Add(key),
        Rules = Rules.Add(new Rule(KeySet.OfNames([key]), value)),
    };
}
