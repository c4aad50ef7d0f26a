using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// Writes sets of objects: the keys that the schema names in its order, each once, then other keys. Two other keys of one object may be equal,
/// which no grammar can prevent; so more than one of them is never counted on.
/// </summary>
internal sealed class ObjectWriter(GrammarWriter writer)
{
    /// <summary>
    /// Bounds on the kinds of other keys that rules tell apart, on a list of keys short enough to be named, on members, and on states where they
    /// are counted.
    /// </summary>
    private const int MostKinds = 64, MostNamed = 64, MostMembers = 1_000, MostStates = 10_000;

    private sealed record Member(Expression Text, bool IsRequired);

    public Expression Write(ObjectSet set, string name)
    {
        if (set.IsAll) return writer.AnyObject();
        var named = set.Rules.Where(rule => rule.Keys.IsNames).SelectMany(rule => rule.Keys.Names);
        var ways = Resolved(set with { Order = [.. set.Order.Union(named)] });
        return new Alternatives([.. ways.Select((way, i) => Whole(way, $"{name}{i}"))]);
    }

    private Expression Whole(ObjectSet set, string name)
    {
        var kinds = Others(set);
        // Other keys that can be listed are named after all.
        var listed = kinds.Select(kind => kind.Keys.Texts(MostNamed)).Where(keys => keys is not null).SelectMany(keys => keys!).ToList();
        var members = set.Values(set.Order.Concat(listed), writer.Formulas).Where(member => member.Value != writer.Formulas.Nothing)
            .Select(member => new Member(Named(JsonStrings.Exactly(member.Key), member.Value), set.Required.Contains(member.Key))).ToList();
        var others = kinds.Where(kind => kind.Keys.Texts(MostNamed) is null)
            .Select(kind => Named(new Regular(JsonStrings.TextsOf(kind.Keys)), kind.Value)).ToList();
        if (members.Count > MostMembers) throw new ConstraintException($"an object with more than {MostMembers:N0} named members is not supported.");
        return new Concatenation([new Literal("{"), Members(set, members, others.Count == 0 ? null : new Alternatives([.. others]), name), new Literal("}")]);
    }

    private Expression Named(Expression key, Formula value) => new Concatenation([key, GrammarWriter.Colon, writer.Of(value)]);

    private Expression Members(ObjectSet set, List<Member> members, Expression? other, string name)
    {
        var least = set.Least > set.Required.Count ? set.Least : 0;
        var most = other is null && members.Count <= set.Most ? null : set.Most;
        // Beyond this number nothing changes any more; 1 tells whether a comma is due.
        var last = Math.Max(1, Math.Max(least, most ?? 0));
        if ((last + 1L) * (members.Count + 1L) > MostStates && last > 1)
            throw new ConstraintException($"counting members would need more than {MostStates:N0} states; use smaller bounds.", set.LeastAt ?? "");
        return State(0, 0);

        Expression State(int index, int count) => writer.Rule($"{name} {index}:{count}", () =>
        {
            if (index == members.Count) return End(count);
            var after = Math.Min(count + 1, last);
            var member = count > 0 ? new Concatenation([GrammarWriter.Comma, members[index].Text]) : members[index].Text;
            if (count == most) return members[index].IsRequired ? GrammarWriter.Impossible : State(index + 1, count);
            if (members[index].IsRequired) return new Concatenation([member, State(index + 1, after)]);
            if (after == count && most is null) return new Concatenation([new Repeat(member, 0, 1), State(index + 1, count)]);
            return new Alternatives([new Concatenation([member, State(index + 1, after)]), State(index + 1, count)]);
        });

        Expression End(int count)
        {
            var missing = Math.Max(0, least - count);
            if (other is null) return missing > 0 ? GrammarWriter.Impossible : GrammarWriter.Empty;
            if (missing > 1)
                throw new ConstraintException(
                    $"'minProperties' at {set.LeastAt} is not supported: it counts on {missing} keys that are not named, and no grammar can make them differ.", set.LeastAt!);
            var left = most - count;
            if (left == 0) return GrammarWriter.Empty;
            if (count > 0) return new Repeat(new Concatenation([GrammarWriter.Comma, other]), missing, left);
            var list = new Concatenation([other, new Repeat(new Concatenation([GrammarWriter.Comma, other]), 0, left - 1)]);
            return missing > 0 ? list : new Repeat(list, 0, 1);
        }
    }

    /// <summary>A member that must exist is one of those named, each a case of its own. That it be some other key is not supported.</summary>
    private IReadOnlyList<ObjectSet> Resolved(ObjectSet set)
    {
        if (set.Exists.IsEmpty) return [set];
        var (rule, rest) = (set.Exists[0], set with { Exists = set.Exists.RemoveAt(0) });
        foreach (var (keys, value) in Others(set))
        {
            if (keys.Texts(MostNamed) is null && writer.Formulas.And(value, rule.Value) != writer.Formulas.Nothing && !keys.Intersect(rule.Keys.Language).IsNothing)
                throw new ConstraintException(
                    "a negation (of 'not', 'if' or overlapping 'oneOf') asks for a member whose key is not named; close the object with \"additionalProperties\": false.");
        }
        var listed = Others(set).SelectMany(kind => kind.Keys.Texts(MostNamed) ?? []);
        var cases = set.Order.Concat(listed).Where(rule.Keys.Contains).Select(key => rest.With(key, rule.Value).Normalized(writer.Formulas));
        return [.. cases.OfType<ObjectSet>().SelectMany(Resolved)];
    }

    /// <summary>The keys that are not named, cut by the rules into kinds with one formula each.</summary>
    private IReadOnlyList<(Automaton Keys, Formula Value)> Others(ObjectSet set)
    {
        var rules = set.Rules.Where(rule => !rule.Keys.IsNames).ToList();
        var names = set.Order.ToHashSet();
        var forAll = rules.Where(rule => rule.Keys.IsAllButNames && rule.Keys.Names.All(names.Contains)).ToList();
        var common = writer.Formulas.And(forAll.Select(rule => rule.Value));
        if (common == writer.Formulas.Nothing) return [];
        List<(Automaton Keys, Formula Value)> kinds = [(KeySet.OfNames(names).Complement().Language, common)];
        foreach (var rule in rules.Except(forAll))
        {
            kinds =
            [
                .. kinds.Select(kind => (kind.Keys.Intersect(rule.Keys.Language), writer.Formulas.And(kind.Value, rule.Value))),
                .. kinds.Select(kind => (kind.Keys.Except(rule.Keys.Language), kind.Value)),
            ];
            kinds.RemoveAll(kind => kind.Keys.IsNothing || kind.Value == writer.Formulas.Nothing);
            if (kinds.Count > MostKinds) throw new ConstraintException($"more than {MostKinds} kinds of keys have to be told apart.");
        }
        return kinds;
    }
}
