using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Grammars;

/// <summary>The automaton of every text that does not contain a marker (Knuth, Morris and Pratt 1977).</summary>
internal static class MarkerFreeText
{
    public static Automaton Without(string marker)
    {
        int[] sought = [.. marker.EnumerateRunes().Select(rune => rune.Value)];
        var states = new List<Automaton.State>();
        for (var seen = 0; seen < sought.Length; seen++)
        {
            var ways = sought.Distinct().Select(next => (Next: next, Seen: SeenAfter(sought, seen, next))).ToList();
            var others = CodePointSet.Of(sought.Select(each => (each, each))).Complement();
            IEnumerable<Automaton.Transition> transitions =
            [
                .. others.Ranges.Select(range => new Automaton.Transition(range.First, range.Last, 0)),
                .. ways.Where(way => way.Seen < sought.Length).Select(way => new Automaton.Transition(way.Next, way.Next, way.Seen)),
            ];
            states.Add(new Automaton.State(true, [.. transitions.OrderBy(transition => transition.First)]));
        }
        return new Automaton(states);
    }

    /// <summary>How much of the marker the text ends with, where it ended with that much before the next code point.</summary>
    private static int SeenAfter(int[] sought, int seen, int next)
    {
        int[] text = [.. sought[..seen], next];
        var length = text.Length;
        while (!text.AsSpan().EndsWith(sought.AsSpan(0, length))) length--;
        return length;
    }
}
