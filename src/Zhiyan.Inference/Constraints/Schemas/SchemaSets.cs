using System.Runtime.CompilerServices;
using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>The values that formulas stand for, each worked out once. Belongs to one compilation.</summary>
internal sealed class SchemaSets
{
    /// <summary>Steps that one question about emptiness may take; without an answer by then, a set counts as not empty.</summary>
    private const int MostSteps = 10_000;

    /// <summary>States of all automata together: what bounds the time that one schema can take.</summary>
    private const int MostStates = 100_000;

    private readonly Dictionary<int, ValueSet> known = [];
    private readonly HashSet<int> open = [];
    private readonly HashSet<int> inhabited = [];
    private readonly SchemaReader reader;
    private readonly HashSet<Automaton> automata = [];
    private int states;

    public SchemaSets(SchemaDocument document, Formulas formulas)
    {
        Formulas = formulas;
        reader = new SchemaReader(document, this);
    }

    public Formulas Formulas { get; }

    /// <summary>The first subschema that no value can meet although it is not simply <c>false</c>; for the message where the whole cannot be met.</summary>
    public string? FirstEmpty { get; private set; }

    public ValueSet Of(Formula formula)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (known.TryGetValue(formula.Number, out var set)) return set;
        if (!open.Add(formula.Number)) throw new ConstraintException("a reference leads back to itself and no value lies between.");
        try
        {
            set = Read(formula);
        }
        finally
        {
            open.Remove(formula.Number);
        }
        Spend(set.Numbers);
        Spend(set.Strings.Kept);
        if (set.IsNone && formula is Formula.Schema empty) FirstEmpty ??= empty.Subschema.Pointer;
        return known[formula.Number] = set;
    }

    /// <summary>Counts the states of an automaton; one that is shared, as those of formats are, once.</summary>
    public void Spend(Automaton automaton)
    {
        if (automata.Add(automaton) && (states += automaton.States.Count) > MostStates)
            throw new ConstraintException($"the schema needs automata of more than {MostStates:N0} states together; use fewer or simpler patterns and bounds.");
    }

    /// <summary>True where it is certain that no value of finite size is in the set.</summary>
    public bool IsEmpty(ValueSet set)
    {
        var steps = 0;
        return IsEmpty(set, [], ref steps);
    }

    private ValueSet Read(Formula formula) => formula switch
    {
        Formula.Anything => ValueSet.All(Formulas),
        Formula.Nothing => ValueSet.None,
        Formula.Constant constant => ValueSet.Of([constant.Value], Formulas),
        Formula.Schema schema => reader.Read(schema.Subschema),
        Formula.All all => all.Items.Select(Of).Aggregate((left, right) => left.Intersect(right, Formulas)),
        Formula.Any any => ValueSet.Union([.. any.Items.Select(Of)]),
        Formula.Not not => Of(not.Item).Complement(Formulas),
        _ => throw new InvalidOperationException($"{formula.GetType().Name} is no formula."),
    };

    private bool IsEmpty(ValueSet set, HashSet<int> path, ref int steps)
    {
        if (set.HasScalars) return false;
        foreach (var array in set.Arrays)
            if (!IsEmpty(array, path, ref steps)) return false;
        foreach (var each in set.Objects)
            if (!IsEmpty(each, path, ref steps)) return false;
        return true;
    }

    private bool IsEmpty(ArraySet array, HashSet<int> path, ref int steps)
    {
        for (var i = 0; i < Math.Min(array.Least, array.Prefix.Count + 1); i++)
            if (IsEmpty(array.Item(i), path, ref steps)) return true;
        return false;
    }

    private bool IsEmpty(ObjectSet each, HashSet<int> path, ref int steps)
    {
        foreach (var (_, value) in each.Values(each.Required, Formulas))
            if (IsEmpty(value, path, ref steps)) return true;
        return false;
    }

    /// <summary>A formula within itself is empty on that path: a value of finite size has a derivation without such a path.</summary>
    private bool IsEmpty(Formula formula, HashSet<int> path, ref int steps)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (inhabited.Contains(formula.Number)) return false;
        if (++steps > MostSteps) return false;
        if (!path.Add(formula.Number)) return true;
        var isEmpty = IsEmpty(Of(formula), path, ref steps);
        path.Remove(formula.Number);
        if (!isEmpty && steps <= MostSteps) inhabited.Add(formula.Number);
        return isEmpty;
    }
}
