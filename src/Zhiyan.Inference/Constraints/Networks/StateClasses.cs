using System.Runtime.InteropServices;

namespace Zhiyan.Inference.Constraints.Networks;

/// <summary>
/// Which states of a network behave alike for the next bytes, so that what a token may be is the same in all of them: of a string of at most 500
/// characters, all states that are not close to the end. Found by refining a partition, one byte further each round (after Moore 1956).
/// </summary>
internal sealed class StateClasses
{
    /// <summary>Bytes for which states of a class behave alike, unless <see cref="IsExact"/>. Most tokens are shorter.</summary>
    public const int Reach = 16;

    private readonly NetworkState[] states;
    private readonly List<int>?[] readers;          // by state, those that come there by a byte
    private readonly List<int>?[] jumpers;          // by state, those that have it at the end of any other edge
    private readonly int[] bytes;                   // by state, what its byte edges lead to, as a number
    private readonly int[] classes;
    private readonly List<List<int>> members = [];
    private readonly Dictionary<int[], int> numbers = new(new NumberSequence());
    private readonly List<int> signature = [];      // in the making

    public StateClasses(NetworkState[] states)
    {
        this.states = states;
        readers = new List<int>?[states.Length];
        jumpers = new List<int>?[states.Length];
        bytes = new int[states.Length];
        classes = new int[states.Length];
        for (var state = 0; state < states.Length; state++) NoteTargets(state);
        List<int> all = [.. Enumerable.Range(0, states.Length)];
        members.Add([.. all]);
        Settle(all);
        IsExact = Refine(all);
    }

    /// <summary>States of a class behave alike for any number of bytes.</summary>
    public bool IsExact { get; }

    /// <summary>One state that stands for all of its class.</summary>
    public int FirstLike(int state) => members[classes[state]][0];

    /// <summary>Other states are in its class.</summary>
    public bool IsShared(int state) => members[classes[state]].Count > 1;

    private void NoteTargets(int state)
    {
        foreach (var edge in states[state].Bytes) (readers[edge.Target] ??= []).Add(state);
        foreach (var edge in states[state].Tokens) (jumpers[edge.Target] ??= []).Add(state);
        foreach (var target in states[state].Empties) (jumpers[target] ??= []).Add(state);
        foreach (var call in states[state].Calls)
        {
            (jumpers[call.Start] ??= []).Add(state);
            (jumpers[call.Return] ??= []).Add(state);
        }
    }

    /// <summary>True if a round changes nothing, so that no further one would.</summary>
    private bool Refine(List<int> affected)
    {
        for (var round = 0; round < Reach; round++)
        {
            List<int> found = [.. affected.Select(BytesOf)];        // all of them before any class changes
            var differing = new List<int>();
            foreach (var (index, state) in affected.Index())
            {
                if (bytes[state] == found[index]) continue;
                bytes[state] = found[index];
                differing.Add(state);
            }
            affected = Before(readers, Settle(differing));
            if (affected.Count == 0) return true;
        }
        return false;
    }

    /// <summary>Splits classes until jumps lead from alike to alike. The affected all differ from what they were; returns whose class changed.</summary>
    private List<int> Settle(List<int> affected)
    {
        var changed = new List<int>();
        while (affected.Count > 0)
        {
            var moved = new List<int>();
            foreach (var old in affected.GroupBy(state => classes[state], state => (State: state, Behaviour: BehaviourOf(state))).ToList())
                Split(old.Key, [.. old.GroupBy(each => each.Behaviour, each => each.State).Select(group => group.ToList())], moved);
            changed.AddRange(moved);
            affected = Before(jumpers, moved);
        }
        return changed;
    }

    /// <summary>Makes classes of groups of a class; if nothing else is in it, the largest group stays what it is.</summary>
    private void Split(int old, List<List<int>> groups, List<int> moved)
    {
        if (groups.Sum(group => group.Count) == members[old].Count) groups.Remove(groups.MaxBy(group => group.Count)!);
        if (groups.Count == 0) return;
        foreach (var group in groups)
        {
            foreach (var state in group) classes[state] = members.Count;
            members.Add(group);
            moved.AddRange(group);
        }
        members[old].RemoveAll(state => classes[state] != old);
    }

    private static List<int> Before(List<int>?[] sources, List<int> states) => [.. states.SelectMany(state => sources[state] ?? []).Distinct()];

    private int BytesOf(int state)
    {
        signature.Clear();
        signature.Add(-1);
        foreach (var edge in states[state].Bytes)
        {
            signature.Add(edge.First << 8 | edge.Last);
            signature.Add(classes[edge.Target]);
        }
        return NumberOfSignature();
    }

    private int BehaviourOf(int state)
    {
        var edges = states[state];
        signature.Clear();
        signature.Add(edges.IsFinal ? state <= TransitionNetwork.Returned ? state : 2 : 3);
        signature.Add(bytes[state]);
        foreach (var target in edges.Empties) signature.Add(classes[target]);
        foreach (var call in edges.Calls) signature.AddRange(-2, classes[call.Start], classes[call.Return]);
        foreach (var edge in edges.Tokens) signature.AddRange(edge.IsNegated ? -4 : -3, edge.Token, classes[edge.Target]);
        return NumberOfSignature();
    }

    private int NumberOfSignature()
    {
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<int>>();
        var span = CollectionsMarshal.AsSpan(signature);
        if (!lookup.TryGetValue(span, out var number)) lookup[span] = number = numbers.Count;
        return number;
    }
}
