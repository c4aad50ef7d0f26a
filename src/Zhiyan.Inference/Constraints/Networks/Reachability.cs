namespace Zhiyan.Inference.Constraints.Networks;

/// <summary>Which states lead to the end of their rule. What does not is a trap: a model would walk in and never come out.</summary>
internal static class Reachability
{
    /// <summary>Drops every edge into a trap; false if <paramref name="start"/> is one.</summary>
    public static bool Prune(NetworkState[] states, int start)
    {
        var reaches = Find(states);
        foreach (var state in states)
        {
            state.Bytes.RemoveAll(edge => !reaches[edge.Target]);
            state.Empties.RemoveAll(target => !reaches[target]);
            state.Tokens.RemoveAll(edge => !reaches[edge.Target]);
            state.Calls.RemoveAll(call => !reaches[call.Start] || !reaches[call.Return]);
        }
        return reaches[start];
    }

    private static bool[] Find(NetworkState[] states)
    {
        // Before: for each state, those that reach the end if it does, and if the second one does, too (of a call, where it starts and returns).
        var before = new List<(int State, int Also)>?[states.Length];
        void Note(int target, int state, int also) => (before[target] ??= []).Add((state, also));
        for (var state = 0; state < states.Length; state++)
        {
            foreach (var edge in states[state].Bytes) Note(edge.Target, state, edge.Target);
            foreach (var target in states[state].Empties) Note(target, state, target);
            foreach (var edge in states[state].Tokens) Note(edge.Target, state, edge.Target);
            foreach (var call in states[state].Calls)
            {
                Note(call.Start, state, call.Return);
                Note(call.Return, state, call.Start);
            }
        }

        var reaches = new bool[states.Length];
        var pending = new Stack<int>(Enumerable.Range(0, states.Length).Where(state => states[state].IsFinal));
        foreach (var final in pending) reaches[final] = true;
        while (pending.TryPop(out var next))
        {
            foreach (var (state, also) in before[next] ?? [])
            {
                if (reaches[state] || !reaches[also]) continue;
                reaches[state] = true;
                pending.Push(state);
            }
        }
        return reaches;
    }
}
