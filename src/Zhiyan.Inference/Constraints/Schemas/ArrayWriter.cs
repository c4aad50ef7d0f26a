using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>Writes sets of arrays. Where items are counted or must differ, a rule for each state: how many came, and how many of each kind.</summary>
internal sealed class ArrayWriter(GrammarWriter writer)
{
    /// <summary>Bounds on states where items are counted, and on the values that items which must differ can have.</summary>
    private const int MostStates = 2_000, MostDistinct = 8;

    public Expression Write(ArraySet array, string name)
    {
        if (array is { Prefix.Count: 0, Least: 0, Most: null, Counts.Count: 0, UniqueAt: null, Rest: Formula.Anything }) return writer.AnyArray();
        var items = array.UniqueAt is not null ? Distinct(array, name) : array.Counts.Count > 0 ? Counted(array, name) : Plain(array, name);
        return new Concatenation([new Literal("["), items, new Literal("]")]);
    }

    private Expression Plain(ArraySet array, string name)
    {
        // From the last prefix item back, so that each is written around what may follow it.
        var length = array.Prefix.Count;
        if (length == 0) return List(writer.Of(array.Rest), array.Least, array.Most);
        var rest = array.Most == length ? GrammarWriter.Empty
            : new Repeat(Next(writer.Of(array.Rest)), Math.Max(0, array.Least - length), array.Most - length);
        for (var i = length - 1; i > 0; i--)
        {
            var (item, after) = (writer.Of(array.Prefix[i]), rest);
            var following = writer.Rule($"{name}.{i}", () => new Concatenation([Next(item), after]));
            rest = i < array.Least ? following : new Repeat(following, 0, 1);
        }
        var whole = new Concatenation([writer.Of(array.Prefix[0]), rest]);
        return array.Least > 0 ? whole : new Repeat(whole, 0, 1);
    }

    private static Expression List(Expression item, int least, int? most)
    {
        if (most == 0) return GrammarWriter.Empty;
        var list = new Concatenation([item, new Repeat(Next(item), Math.Max(0, least - 1), most - 1)]);
        return least > 0 ? list : new Repeat(list, 0, 1);
    }

    private Expression Counted(ArraySet array, string name)
    {
        // Beyond these numbers nothing changes any more.
        var lastIndex = new[] { array.Prefix.Count, array.Least, array.Most ?? 0, array.Counts.Max(count => count.From), 1 }.Max();
        if ((lastIndex + 1L) * array.Counts.Aggregate(1L, (states, count) => Math.Min(int.MaxValue, states * ((count.Most ?? count.Least) + 1L))) > MostStates)
            throw new ConstraintException($"counting items with 'contains' would need more than {MostStates:N0} states; use smaller bounds.");
        return State(0, [.. array.Counts.Select(_ => 0)]);

        Expression State(int index, ImmutableList<int> found) => writer.Rule($"{name} {index}:{string.Join(',', found)}", () =>
        {
            var mayEnd = index >= array.Least && array.Counts.Zip(found).All(pair => pair.Second >= pair.First.Least);
            var ways = array.Most <= index ? [] : Ways(array, index, found).Where(way => way.Item != writer.Formulas.Nothing)
                .Select(way => After(index, way.Item, State(Math.Min(index + 1, lastIndex), way.Found)));
            return new Alternatives(mayEnd ? [GrammarWriter.Empty, .. ways] : [.. ways]);
        });
    }

    /// <summary>What the next item may be, by the counts that it adds to.</summary>
    private IEnumerable<(Formula Item, ImmutableList<int> Found)> Ways(ArraySet array, int index, ImmutableList<int> found)
    {
        var formulas = writer.Formulas;
        IEnumerable<(Formula Item, ImmutableList<int> Found)> ways = [(array.Item(index), found)];
        foreach (var (i, count) in array.Counts.Index())
        {
            if (index < count.From || (count.Most is null && found[i] == count.Least)) continue;
            var mayMatch = found[i] < (count.Most ?? count.Least);
            var matching = mayMatch ? ways.Select(way => (formulas.And(way.Item, count.Item), way.Found.SetItem(i, found[i] + 1))) : [];
            // Where there is no upper bound, an item that is not counted may match all the same.
            var others = ways.Select(way => (count.Most is null ? way.Item : formulas.And(way.Item, formulas.Not(count.Item)), way.Found));
            ways = [.. matching, .. others];
        }
        return ways;
    }

    private Expression Distinct(ArraySet array, string name)
    {
        var values = Enumerable.Range(0, array.Prefix.Count + 1).SelectMany(i => Values(array, i)).DistinctBy(value => value?.ToJsonString()).ToList();
        if (values.Count > MostDistinct || array.Counts.Count > 0) throw Refused(array);
        return State(0, 0);

        Expression State(int index, int used) => writer.Rule($"{name} {index}:{used:b}", () =>
        {
            // Each item takes one value, so a state's index is no more than the values used: no bound of its own is needed.
            var ways = array.Most <= index ? [] : Enumerable.Range(0, values.Count).Where(value => (used >> value & 1) == 0)
                .Select(value => After(index, writer.Formulas.And(array.Item(index), writer.Formulas.Constant(values[value])), State(index + 1, used | 1 << value)));
            return new Alternatives(index >= array.Least ? [GrammarWriter.Empty, .. ways] : [.. ways]);
        });
    }

    private IReadOnlyList<JsonNode?> Values(ArraySet array, int index) =>
        array.Most <= index ? [] : writer.Sets.Of(array.Item(index)).Scalars(MostDistinct) ?? throw Refused(array);

    private static ConstraintException Refused(ArraySet array) => new(
        $"'uniqueItems' at {array.UniqueAt} is supported only where items are one of {MostDistinct} scalar values at most, or there is one item at most.",
        array.UniqueAt!);

    private Expression After(int index, Formula item, Expression rest) =>
        new Concatenation([index > 0 ? Next(writer.Of(item)) : writer.Of(item), rest]);

    private static Expression Next(Expression item) => new Concatenation([GrammarWriter.Comma, item]);
}
