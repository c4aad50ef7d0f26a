using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Constraints.Networks;

/// <summary>
/// Lays a grammar out as a <see cref="TransitionNetwork"/>, after Thompson's construction. A rule becomes a call, so that it has its states
/// once, however often it is used; a small one is written out where it stands, because a call within a token costs more than a state.
/// </summary>
internal sealed class NetworkBuilder
{
    private const int MostStates = 300_000;

    /// <summary>States a rule may have to be written out where it is used; more where it is repeated, since there every token meets it.</summary>
    private const int SmallRule = 8;
    private const int SmallRepeatedRule = 64;

    /// <summary>A counted repetition of an item that is not small calls it where writing it out takes more states than this.</summary>
    private const int LargeRepetition = 4096;

    private readonly Grammar grammar;
    private readonly Func<string, int> tokenId;
    private readonly Dictionary<string, long> sizes = [];       // of rules that are not recursive
    private readonly Dictionary<string, int> starts = [];
    private readonly Queue<(Expression Rule, int Start)> pending = new();
    private readonly Dictionary<int[], Utf8Graph> graphs = new(new NumberSequence());      // by their ranges
    private readonly List<NetworkState> states = [];

    private NetworkBuilder(Grammar grammar, Func<string, int> tokenId)
    {
        this.grammar = grammar;
        this.tokenId = tokenId;
        var rules = new GrammarRules(grammar);
        if (rules.Undefined() is { } missing) throw new ConstraintException($"the rule {missing} of the grammar is not defined.");
        if (rules.LeftRecursion() is { } cycle) throw new ConstraintException($"the grammar is left-recursive: {string.Join(" → ", cycle)}.");
        foreach (var rule in rules.Finite()) sizes[rule] = SizeOf(grammar.Rules[rule], repeated: false);
    }

    /// <param name="tokenId">The id of a token that the grammar names; throws where there is none.</param>
    /// <exception cref="ConstraintException">It is left-recursive, uses what it does not define, matches nothing or is too large.</exception>
    public static TransitionNetwork Build(Grammar grammar, Func<string, int> tokenId) => new NetworkBuilder(grammar, tokenId).Build();

    private TransitionNetwork Build()
    {
        states.Add(new NetworkState { IsFinal = true });        // TransitionNetwork.Complete
        states.Add(new NetworkState { IsFinal = true });        // TransitionNetwork.Returned
        var start = StartOf(grammar.Root);
        while (pending.TryDequeue(out var rule))
        {
            var end = NewState();
            states[end].IsFinal = true;
            Add(rule.Rule, rule.Start, end, repeated: false);
        }
        return new TransitionNetwork(states, start);
    }

    private int StartOf(string rule)
    {
        if (starts.TryGetValue(rule, out var start)) return start;
        return starts[rule] = Enqueue(grammar.Rules[rule]);
    }

    private int Enqueue(Expression rule)
    {
        var start = NewState();
        pending.Enqueue((rule, start));
        return start;
    }

    private int NewState()
    {
        if (states.Count >= MostStates) throw TooLarge();
        states.Add(new NetworkState());
        return states.Count - 1;
    }

    /// <summary>
    /// Adds the ways from one state to another. None of them comes back to <paramref name="from"/> or leaves <paramref name="to"/>, so that
    /// alternatives can share both.
    /// </summary>
    private void Add(Expression expression, int from, int to, bool repeated)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression)
        {
            case Literal literal:
                AddText(literal.Text, from, to);
                break;
            case Characters characters:
                AddCharacters([.. characters.Ranges.SelectMany(range => (int[])[range.First, range.Last])], from, to);
                break;
            case Concatenation sequence:
                AddSequence(sequence.Items, from, to, repeated);
                break;
            case Alternatives alternatives:
                foreach (var item in alternatives.Items) Add(item, from, to, repeated);
                break;
            case Repeat repeat:
                AddRepeat(repeat, from, to);
                break;
            case Reference reference when IsWrittenOut(reference.Rule, repeated):
                Add(grammar.Rules[reference.Rule], from, to, repeated);
                break;
            case Reference reference:
                states[from].Calls.Add(new NetworkState.Call(StartOf(reference.Rule), to));
                break;
            case Regular regular:
                AddAutomaton(regular.Automaton, from, to);
                break;
            case Token token:
                states[from].Tokens.Add(new NetworkState.TokenEdge(tokenId(token.Name), token.IsNegated, to));
                break;
            default:
                throw new NotSupportedException($"a {expression.GetType().Name} has no states");
        }
    }

    private void AddText(string text, int from, int to)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length == 0) states[from].Empties.Add(to);
        for (var at = 0; at < bytes.Length; at++)
        {
            var next = at == bytes.Length - 1 ? to : NewState();
            states[from].Bytes.Add(new NetworkState.ByteEdge(bytes[at], bytes[at], next));
            from = next;
        }
    }

    private void AddSequence(IReadOnlyList<Expression> items, int from, int to, bool repeated)
    {
        if (items.Count == 0) states[from].Empties.Add(to);
        for (var at = 0; at < items.Count; at++)
        {
            var next = at == items.Count - 1 ? to : NewState();
            Add(items[at], from, next, repeated);
            from = next;
        }
    }

    private void AddRepeat(Repeat repeat, int from, int to)
    {
        var item = repeat.Item;
        long size = SizeOf(item, repeated: true), copies = Math.Max(repeat.Least, repeat.Most ?? 1);
        var isCalled = size > SmallRepeatedRule && size * copies > LargeRepetition;
        if ((isCalled ? copies : size * copies) > MostStates) throw TooLarge();
        if (isCalled)
        {
            var rule = Enqueue(item);
            RepeatOf((start, end) => states[start].Calls.Add(new NetworkState.Call(rule, end)), repeat, from, to);
        }
        else RepeatOf((start, end) => Add(item, start, end, repeated: true), repeat, from, to);
    }

    private static ConstraintException TooLarge() =>
        new($"the constraint is too large: it needs more than {MostStates:N0} states; lower its repetition counts.");

    private void RepeatOf(Action<int, int> addItem, Repeat repeat, int from, int to)
    {
        var at = from;
        for (var count = 0; count < repeat.Least; count++)
        {
            var next = NewState();
            addItem(at, next);
            at = next;
        }
        if (repeat.Most is null)
        {
            var loop = NewState();
            states[at].Empties.Add(loop);
            addItem(loop, loop);
            at = loop;
        }
        for (var count = repeat.Least; count < repeat.Most; count++)
        {
            states[at].Empties.Add(to);
            var next = NewState();
            addItem(at, next);
            at = next;
        }
        states[at].Empties.Add(to);
    }

    private void AddAutomaton(Automaton automaton, int from, int to)
    {
        int[] ids = [.. automaton.States.Select(_ => NewState())];
        states[from].Empties.Add(ids[0]);
        for (var state = 0; state < ids.Length; state++)
        {
            if (automaton.States[state].IsAccepting) states[ids[state]].Empties.Add(to);
            var rangesByTarget = new Dictionary<int, List<int>>();
            foreach (var edge in automaton.States[state].Transitions)
            {
                if (!rangesByTarget.TryGetValue(edge.Target, out var ranges)) rangesByTarget[edge.Target] = ranges = [];
                ranges.AddRange(edge.First, edge.Last);
            }
            foreach (var (target, ranges) in rangesByTarget) AddCharacters(CollectionsMarshal.AsSpan(ranges), ids[state], ids[target]);
        }
    }

    /// <param name="ranges">The first and the last code point of each.</param>
    private void AddCharacters(ReadOnlySpan<int> ranges, int from, int to)
    {
        var known = graphs.GetAlternateLookup<ReadOnlySpan<int>>();
        if (!known.TryGetValue(ranges, out var graph))
            known[ranges] = graph = new Utf8Graph(CodePointSet.Of(ranges.ToArray().Chunk(2).Select(range => (range[0], range[1]))));
        var inner = states.Count - (Utf8Graph.To + 1);
        for (var made = Utf8Graph.To + 1; made < graph.StateCount; made++) NewState();
        int StateOf(int state) => state switch { Utf8Graph.From => from, Utf8Graph.To => to, _ => inner + state };
        foreach (var edge in graph.Edges) states[StateOf(edge.From)].Bytes.Add(new NetworkState.ByteEdge(edge.First, edge.Last, StateOf(edge.To)));
    }

    private bool IsWrittenOut(string rule, bool repeated) => sizes.TryGetValue(rule, out var size) && size <= (repeated ? SmallRepeatedRule : SmallRule);

    /// <summary>About how many states it takes to write this out.</summary>
    private long SizeOf(Expression expression, bool repeated) => expression switch
    {
        Literal literal => literal.Text.Length,
        Characters characters => characters.Ranges.All(range => range.Last < 0x80) ? 1 : 7,
        Concatenation sequence => sequence.Items.Sum(item => SizeOf(item, repeated)),
        Alternatives alternatives => alternatives.Items.Sum(item => SizeOf(item, repeated)),
        Repeat repeat => Math.Min(MostStates, 1 + SizeOf(repeat.Item, repeated: true) * Math.Max(repeat.Least, repeat.Most ?? 1)),
        Reference reference => IsWrittenOut(reference.Rule, repeated) ? 1 + sizes[reference.Rule] : 1,      // 1 +: chains of rules end
        Regular regular => regular.Automaton.States.Sum(state => 1L + state.Transitions.Count),
        _ => 1,
    };
}
