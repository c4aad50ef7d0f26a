using static Zhiyan.Inference.Constraints.Automata.Automaton;

namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>Two automata run side by side; −1 stands for one that has come to a dead end.</summary>
internal static class Product
{
    public static Automaton Of(Automaton left, Automaton right, Func<bool, bool, bool> accepts)
    {
        var numbers = new Dictionary<(int, int), int> { [(0, 0)] = 0 };
        var pairs = new List<(int Left, int Right)> { (0, 0) };
        var states = new List<State>();
        // A pair that cannot accept any more, whatever follows, is not worth a state.
        bool needsLeft = !accepts(false, true), needsRight = !accepts(true, false);
        for (var at = 0; at < pairs.Count; at++)
        {
            var (l, r) = pairs[at];
            var transitions = new List<Transition>();
            foreach (var (first, last, nextLeft, nextRight) in Steps(TransitionsOf(left, l), TransitionsOf(right, r)))
            {
                if ((needsLeft && nextLeft < 0) || (needsRight && nextRight < 0)) continue;
                if (!numbers.TryGetValue((nextLeft, nextRight), out var target))
                {
                    if (pairs.Count >= MostStates) throw TooLarge();
                    numbers[(nextLeft, nextRight)] = target = pairs.Count;
                    pairs.Add((nextLeft, nextRight));
                }
                transitions.Add(new Transition(first, last, target));
            }
            states.Add(new State(accepts(l >= 0 && left.States[l].IsAccepting, r >= 0 && right.States[r].IsAccepting), transitions));
        }
        return Minimization.Of(states);
    }

    private static IReadOnlyList<Transition> TransitionsOf(Automaton automaton, int state) => state < 0 ? [] : automaton.States[state].Transitions;

    /// <summary>The ranges on which neither side changes its mind.</summary>
    private static IEnumerable<(int First, int Last, int Left, int Right)> Steps(IReadOnlyList<Transition> left, IReadOnlyList<Transition> right)
    {
        int l = 0, r = 0, at = 0;
        while (l < left.Count || r < right.Count)
        {
            var (leftFirst, leftLast) = l < left.Count ? (left[l].First, left[l].Last) : (int.MaxValue, int.MaxValue);
            var (rightFirst, rightLast) = r < right.Count ? (right[r].First, right[r].Last) : (int.MaxValue, int.MaxValue);
            at = Math.Max(at, Math.Min(leftFirst, rightFirst));
            bool inLeft = leftFirst <= at, inRight = rightFirst <= at;
            var last = Math.Min(inLeft ? leftLast : leftFirst - 1, inRight ? rightLast : rightFirst - 1);
            yield return (at, last, inLeft ? left[l].Target : -1, inRight ? right[r].Target : -1);
            at = last + 1;
            if (leftLast < at) l++;
            if (rightLast < at) r++;
        }
    }
}
