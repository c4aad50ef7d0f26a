namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// The arrays of <see cref="Least"/> to <see cref="Most"/> items whose first follow <see cref="Prefix"/> and whose others follow
/// <see cref="Rest"/>, with so many of each of <see cref="Counts"/>.
/// </summary>
internal sealed record ArraySet
{
    public IReadOnlyList<Formula> Prefix { get; init; } = [];

    public required Formula Rest { get; init; }

    public int Least { get; init; }

    public int? Most { get; init; }

    public IReadOnlyList<Count> Counts { get; init; } = [];

    /// <summary>Where the schema asks that no two items are equal; null where it does not.</summary>
    public string? UniqueAt { get; init; }

    /// <summary>From the item with index <paramref name="From"/> on, <paramref name="Least"/> to <paramref name="Most"/> follow the formula.</summary>
    public sealed record Count(Formula Item, int From, int Least, int? Most);

    public Formula Item(int index) => index < Prefix.Count ? Prefix[index] : Rest;

    public static ArraySet All(Formulas formulas) => new() { Rest = formulas.Anything };

    /// <summary>Null where nothing is in both.</summary>
    public ArraySet? Intersect(ArraySet other, Formulas formulas)
    {
        var prefix = Enumerable.Range(0, Math.Max(Prefix.Count, other.Prefix.Count)).Select(index => formulas.And(Item(index), other.Item(index)));
        return new ArraySet
        {
            Prefix = [.. prefix],
            Rest = formulas.And(Rest, other.Rest),
            Least = Math.Max(Least, other.Least),
            Most = Most is null ? other.Most : other.Most is null ? Most : Math.Min(Most.Value, other.Most.Value),
            Counts = [.. Counts.Union(other.Counts)],
            UniqueAt = UniqueAt ?? other.UniqueAt,
        }.Normalized(formulas);
    }

    /// <summary>Items that nothing can be are a bound of length instead; null where no length is left.</summary>
    public ArraySet? Normalized(Formulas formulas)
    {
        var most = Rest == formulas.Nothing ? Math.Min(Most ?? int.MaxValue, Prefix.Count) : Most;
        var closed = Prefix.Index().FirstOrDefault(pair => pair.Item == formulas.Nothing, (Index: -1, Item: Rest)).Index;
        if (closed >= 0) most = Math.Min(most ?? int.MaxValue, closed);
        if (most < Least || Counts.Any(count => count.Most < count.Least)) return null;
        return this with
        {
            Prefix = most < Prefix.Count ? [.. Prefix.Take(most.Value)] : Prefix,
            Most = most,
            UniqueAt = most <= 1 ? null : UniqueAt,
        };
    }

    /// <summary>All other arrays.</summary>
    public IEnumerable<ArraySet> Complement(Formulas formulas)
    {
        if (UniqueAt is not null) throw new ConstraintException("'uniqueItems' cannot be negated");
        var all = All(formulas);
        if (Least > 0) yield return all with { Most = Least - 1 };
        if (Most < int.MaxValue) yield return all with { Least = Most.Value + 1 };
        for (var i = 0; i < Prefix.Count; i++)
        {
            if (formulas.Not(Prefix[i]) is var other && other == formulas.Nothing) continue;
            yield return all with { Prefix = [.. Enumerable.Repeat(formulas.Anything, i), other], Least = i + 1 };
        }
        if (Rest != formulas.Anything) yield return all with { Counts = [new Count(formulas.Not(Rest), Prefix.Count, 1, null)] };
        foreach (var count in Counts)
        {
            if (count.Least > 0) yield return all with { Counts = [count with { Least = 0, Most = count.Least - 1 }] };
            if (count.Most < int.MaxValue) yield return all with { Counts = [count with { Least = count.Most.Value + 1, Most = null }] };
        }
    }
}
